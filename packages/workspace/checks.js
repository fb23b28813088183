import { run } from './children.js'
import { checkTypes } from './compiler.js'
import { tryPackedPackages } from './consumers.js'
import { isCi } from './environment.js'
import { findTools, installMissing, missingTools } from './machine.js'
import { inRoot, root } from './root.js'
import { heading, remark, step } from './steps.js'

const groups = {
  redis: 'no redis-server on this machine: the tests over Redis are left out',
  postgres: 'no PostgreSQL server on this machine: the tests over PostgreSQL are left out',
  chromium: 'no Chromium or Chrome on this machine: the tests in a browser are left out',
}

/**
 * Everything that is checked beside Jest's tests.
 *
 * @returns {Promise<string[]>} what failed
 */
export async function checkHouse() {
  /** @type {string[]} */
  const failed = []
  const check = async (/** @type {string} */ name, /** @type {() => Promise<string | void>} */ work) =>
    (await step(name, work)) || failed.push(name)
  await check('types', checkTypes)
  await check('lint', () => biome('lint', '--error-on-warnings'))
  await check('format', () => biome('format'))
  await check('docs', checkDocs)
  await check('Redis, PostgreSQL, Chromium', bringTools)
  if (!isCi()) for (const name of missingTools(findTools())) remark(groups[name])
  heading('The packed packages, as others install them')
  if (!(await tryPackedPackages())) failed.push('the packed packages')
  return failed
}

/** @param {readonly string[]} args */
async function biome(...args) {
  await run(process.execPath, [inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome'), ...args], { cwd: root })
}

async function checkDocs() {
  await run(process.execPath, [inRoot('packages', 'workspace', 'docs.js'), '--check'], { cwd: root })
}

async function bringTools() {
  const before = findTools()
  const machine = missingTools(before).length === 0 ? before : await installMissing(before)
  const missing = missingTools(machine)
  if (isCi() && missing.length > 0) throw new Error(missing.map((name) => groups[name]).join('\n'))
  if (missing.length > 0) return `not here: ${missing.join(', ')}`
  const brought = missingTools(before)
  return brought.length > 0 ? `installed ${brought.join(', ')}` : 'found'
}
