import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './children.js'
import { tryExamples } from './copied-examples.js'
import { nodeReleases, npmInstall } from './node-releases.js'
import { readJson } from './root.js'
import { step } from './steps.js'
import { checkTarballs, packAll } from './tarballs.js'

/**
 * A project that installs the tarballs as a user would: its sources in `consumers/<sources>`, its other dependencies,
 * and the programs that it runs. With `everywhere`, those in plain JavaScript run under every line of Node.
 *
 * @typedef {object} Consumer
 * @property {string} name
 * @property {string} sources
 * @property {Readonly<Record<string, string>>} dependencies
 * @property {readonly (readonly [name: string, file: string])[]} programs
 * @property {boolean} everywhere
 */

const expressPrograms = /** @type {const} */ ([
  ['ES modules', 'modules.js'],
  ['require', 'commonjs.cjs'],
  ['TypeScript', 'built/typed.js'],
  ['TypeScript, require', 'built/typed-commonjs.cjs'],
  ['every export', 'every-export.js'],
])

/** @type {readonly Consumer[]} */
const consumers = [
  {
    name: 'Express 5',
    sources: 'express',
    dependencies: { express: '^5.1.0', '@types/express': '^5.0.0', '@types/node': '^20.19.0', typescript: '^7.0.0' },
    programs: expressPrograms,
    everywhere: true,
  },
  {
    name: 'Express 4',
    sources: 'express',
    // The types of older compilers are the subject of each package's test-d/.
    dependencies: { express: '^4.21.0', '@types/express': '^4.17.0', '@types/node': '^24.0.0', typescript: '^7.0.0' },
    programs: expressPrograms,
    everywhere: false,
  },
  {
    name: 'no Express',
    sources: 'node-http',
    dependencies: { '@types/node': '^22.12.0', typescript: '^7.0.0' },
    everywhere: true,
    programs: [
      ['TypeScript', 'built/plain.js'],
      ['test-issuer', 'issuer-command.js'],
    ],
  },
]

/**
 * Packs what is published, installs it in small projects, and runs them under several lines of Node.
 *
 * @returns {Promise<boolean>} whether everything succeeded
 */
export async function tryPackedPackages() {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-consumers-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  try {
    /** @type {Record<string, string>} */
    let tarballs = {}
    /** @type {{ version: string, path: string }[]} */
    let nodes = []
    const isReady = await Promise.all([
      step('tarballs', async () => {
        tarballs = await packAll(folder)
        return Object.keys(tarballs).join(', ')
      }),
      step('lines of Node', async () => {
        nodes = await nodeReleases()
        return nodes.map(({ version }) => version).join(', ')
      }),
    ])
    if (isReady.includes(false)) return false
    const areWhole = step('publint, Are the Types Wrong', () => checkTarballs(Object.values(tarballs)))
    const tries = consumers.map((consumer) => tryConsumer(consumer, join(folder, consumer.name), tarballs, nodes))
    return !(await Promise.all([areWhole, tryExamples(join(folder, 'examples'), tarballs), ...tries])).includes(false)
  } finally {
    process.off('exit', remove)
    remove()
  }
}

/**
 * @param {Consumer} consumer
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} tarballs
 * @param {readonly { version: string, path: string }[]} nodes
 */
async function tryConsumer({ name, sources, dependencies, programs, everywhere }, folder, tarballs, nodes) {
  const isInstalled = await step(`${name}: install`, async () => {
    writeProject(folder, sources, { ...dependencies, ...fileUrls(tarballs) })
    await npmInstall(folder)
  })
  if (!isInstalled) return false
  const isCompiled = await step(`${name}: compile`, () => compile(folder))
  let isGood = isCompiled
  for (const [what, file] of programs.filter(([, file]) => isCompiled || !file.startsWith('built/'))) {
    const under = everywhere && !file.startsWith('built/') ? nodes : nodes.slice(0, 1)
    isGood = (await step(`${name}: ${what}`, () => runUnderAll(under, join(folder, file)))) && isGood
  }
  return isGood
}

/**
 * @param {string} folder
 * @param {string} sources
 * @param {Readonly<Record<string, string>>} dependencies
 */
function writeProject(folder, sources, dependencies) {
  const from = fileURLToPath(new URL('consumers/', import.meta.url))
  cpSync(join(from, sources), folder, { recursive: true })
  for (const file of readdirSync(from).filter((file) => file.includes('.')))
    cpSync(join(from, file), join(folder, file))
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2))
}

/** @param {Readonly<Record<string, string>>} tarballs */
const fileUrls = (tarballs) =>
  Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]))

/** @param {string} folder */
async function compile(folder) {
  const typescript = join(folder, 'node_modules', 'typescript')
  await run(process.execPath, [join(typescript, 'bin', 'tsc')], { cwd: folder, timeout: 120 })
  cpSync(join(folder, 'walk.cjs'), join(folder, 'built', 'walk.cjs'))
  return `TypeScript ${readJson(join(typescript, 'package.json')).version}, skipLibCheck: false`
}

/**
 * @param {readonly { version: string, path: string }[]} nodes
 * @param {string} file
 */
async function runUnderAll(nodes, file) {
  for (const { path, version } of nodes) {
    await run(path, [file], { timeout: 60 }).catch((error) => {
      error.output = `Under Node ${version}:\n${error.output}`
      throw error
    })
  }
  return nodes.map(({ version }) => version).join(', ')
}
