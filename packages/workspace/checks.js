import { checkDocs, checkFormat, findUnused, lint } from './code-checks.js'
import { checkTypes } from './compiler.js'
import { tryPackedPackages } from './consumers.js'
import { isCi } from './environment.js'
import { findTools, installMissing, missingTools } from './machine.js'
import { checkPublicTypes } from './public-types.js'
import { remark, step } from './steps.js'

const skipped = {
  redis: 'no redis-server on this machine: the tests over Redis are skipped',
  postgres: 'no PostgreSQL server on this machine: the tests over PostgreSQL are skipped',
  chromium: 'no Chromium or Chrome on this machine: the tests in a browser are skipped',
}

/**
 * Every check except Jest's tests.
 *
 * @returns {Promise<string[]>} the names of the checks that failed
 */
export async function runChecks() {
  /** @type {string[]} */
  const failed = []
  const check = async (/** @type {string} */ name, /** @type {() => Promise<string | void>} */ work) =>
    (await step(name, work)) || failed.push(name)
  await check('Redis, PostgreSQL, Chromium', provideTools)
  if (!isCi()) for (const name of missingTools(findTools())) remark(skipped[name])
  // npm mostly waits while it installs, so the other checks run meanwhile.
  const packed = tryPackedPackages()
  await check('types', checkTypes)
  await check('public types', checkPublicTypes)
  await check('lint', lint)
  await check('format', checkFormat)
  await check('unused code and dependencies', findUnused)
  await check('docs', checkDocs)
  if (!(await packed)) failed.push('the packed packages')
  return failed
}

async function provideTools() {
  const before = findTools()
  const machine = missingTools(before).length === 0 ? before : await installMissing(before)
  const missing = missingTools(machine)
  if (isCi() && missing.length > 0) throw new Error(missing.map((name) => skipped[name]).join('\n'))
  if (missing.length > 0) return `missing: ${missing.join(', ')}`
  const installed = missingTools(before)
  return installed.length > 0 ? `installed ${installed.join(', ')}` : 'found'
}
