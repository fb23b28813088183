import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './children.js'
import { inCache } from './root.js'

/** The release lines of Node under which the packed packages run, beside the one that runs this. */
const lines = [22, 24].filter((line) => line !== Number(process.versions.node.split('.')[0]))

/** The release lines that aren't in `.cache` yet. */
export const missingLines = () => lines.filter((line) => !existsSync(programOf(line)))

/**
 * This Node, and the newest release of each other line from the npm registry.
 *
 * @returns {Promise<{ version: string, path: string }[]>}
 */
export async function nodeReleases() {
  const paths = [process.execPath, ...(await Promise.all(lines.map(download)))]
  return Promise.all(paths.map(async (path) => ({ path, version: (await run(path, ['--version'])).trim().slice(1) })))
}

const isWindows = process.platform === 'win32'
const packageName = `node-${isWindows ? 'win' : process.platform}-${process.arch}`

/** @param {number} line */
const programOf = (line) =>
  join(inCache(`node-${line}`), 'node_modules', packageName, 'bin', isWindows ? 'node.exe' : 'node')

/** @param {number} line */
async function download(line) {
  const folder = inCache(`node-${line}`)
  const program = programOf(line)
  if (existsSync(program)) return program
  const fresh = mkdtempSync(inCache(`node-${line}-`))
  await npmInstall(fresh, [`${packageName}@${line}`])
  // Two runs may have downloaded it at the same time. Either copy will do.
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
