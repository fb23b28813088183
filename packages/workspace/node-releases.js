import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './children.js'
import { inCache } from './root.js'

/** The lines of Node on which the packages are tried, beside the one that runs this. */
const lines = [22, 24]

/**
 * Node itself and the newest release of each other line, from the npm registry.
 *
 * @returns {Promise<{ version: string, path: string }[]>}
 */
export async function nodeReleases() {
  const current = Number(process.versions.node.split('.')[0])
  const others = lines.filter((line) => line !== current)
  const paths = [process.execPath, ...(await Promise.all(others.map(bring)))]
  return Promise.all(paths.map(async (path) => ({ path, version: (await run(path, ['--version'])).trim().slice(1) })))
}

/** @param {number} line */
async function bring(line) {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  const folder = inCache(`node-${line}`)
  const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(program)) return program
  const fresh = mkdtempSync(inCache(`node-${line}-`))
  await npmInstall(fresh, [`${name}@${line}`])
  // Two runs may have brought it at once; the first one's is as good.
  if (existsSync(folder)) rmSync(fresh, { recursive: true })
  else renameSync(fresh, folder)
  return program
}

/**
 * Installs into a folder, without touching anything outside it.
 *
 * @param {string} folder
 * @param {readonly string[]} [packages]
 */
export async function npmInstall(folder, packages = []) {
  mkdirSync(folder, { recursive: true })
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--ignore-scripts',
    '--prefer-offline',
    '--loglevel=error',
  ]
  await run('npm', ['install', '--prefix', folder, ...quiet, ...packages], { cwd: folder, timeout: 300 })
}
