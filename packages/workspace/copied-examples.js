import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from './children.js'
import { childEnvironment } from './environment.js'
import { copyableExamples } from './example-folders.js'
import { findTools } from './machine.js'
import { npmInstall } from './node-releases.js'
import { readJson } from './root.js'
import { startServices } from './services.js'
import { step } from './steps.js'

/**
 * Copies every example out of the repository, installs the tarballs beside them, and runs each one's own test.
 *
 * @param {string} folder where the copies are made
 * @param {Readonly<Record<string, string>>} tarballs
 * @returns {Promise<boolean>} whether everything succeeded
 */
export async function tryExamples(folder, tarballs) {
  const copies = copyableExamples().map((example) => copy(example, folder))
  // One installation serves them all, so npm has to resolve their dependencies only once. knip checks that each example
  // declares what it imports, and a test that no two of them want different versions.
  const isInstalled = await step('examples: install', async () => {
    const manifests = copies.map((copied) => readJson(join(copied, 'package.json')))
    const wanted = manifests.flatMap((manifest) => [manifest.dependencies, manifest.devDependencies])
    const files = Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`])
    const dependencies = Object.assign({}, ...wanted, Object.fromEntries(files))
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'examples', private: true, dependencies }))
    await npmInstall(folder)
  })
  if (!isInstalled) return false
  const services = await startServices({ redis: findTools().redis })
  const env = childEnvironment({ REDIS_URL: services.environment.TANDEM_TEST_REDIS_URL })
  try {
    let areGood = true
    for (const copied of copies) {
      const name = `examples/${basename(copied)}`
      areGood = (await step(name, () => test(copied, env))) && areGood
    }
    return areGood
  } finally {
    await services.stop()
  }
}

/**
 * @param {string} example
 * @param {string} folder
 */
function copy(example, folder) {
  const copied = join(folder, basename(example))
  mkdirSync(copied, { recursive: true })
  const stays = new Set(['node_modules', 'dist', '.env'])
  cpSync(example, copied, { recursive: true, filter: (file) => !stays.has(basename(file)) })
  return copied
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function test(folder, env) {
  await run('npm', ['test', '--silent'], { cwd: folder, env, timeout: 120 })
}
