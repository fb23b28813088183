import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './children.js'
import { childEnvironment } from './environment.js'

/**
 * The programs that tests need and npm can't install: each one's path, or `undefined` if the machine doesn't have it.
 *
 * @typedef {object} Machine
 * @property {string} [redis] `redis-server`
 * @property {string} [postgres] the folder with `postgres` and `initdb`
 * @property {string} [chromium]
 */

/** Debian's names of them. */
const debianPackages = { redis: 'redis-server', postgres: 'postgresql', chromium: 'chromium' }

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macBrowsers = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** @returns {Machine} */
export function findTools() {
  return {
    redis: onPath('redis-server') ?? onPath('valkey-server'),
    postgres: postgresFolders().find(
      (folder) => isProgram(join(folder, 'postgres')) && isProgram(join(folder, 'initdb')),
    ),
    chromium: [process.env.CHROME_PATH, ...browsers.map(onPath), ...macBrowsers].find(isProgram),
  }
}

/**
 * The names of the programs that a machine lacks.
 *
 * @param {Machine} machine
 */
export const missingTools = (machine) =>
  /** @type {(keyof typeof debianPackages)[]} */ (Object.keys(debianPackages)).filter((name) => !machine[name])

/**
 * The Debian packages that `installMissing` would install: none without an apt-get that runs without a password.
 *
 * @param {Machine} machine
 * @returns {Promise<string[]>}
 */
export async function debianPackagesFor(machine) {
  const packages = missingTools(machine).map((name) => debianPackages[name])
  return packages.length > 0 && (await aptGet()) !== undefined ? packages : []
}

/**
 * Installs what the machine lacks, with apt-get.
 *
 * @param {Machine} machine
 * @returns {Promise<Machine>} the machine afterwards
 */
export async function installMissing(machine) {
  const packages = await debianPackagesFor(machine)
  const [command, ...first] = (await aptGet()) ?? []
  if (command === undefined || packages.length === 0) return machine
  // Only the programs are wanted: RUNLEVEL=1 keeps Debian from starting them as services.
  const env = childEnvironment({ DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' })
  const patience = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2']
  await run(command, [...first, ...patience, 'update'], { env, timeout: 300 })
  await run(command, [...first, ...patience, 'install', '-y', '--no-install-recommends', ...packages], {
    env,
    timeout: 600,
  })
  return findTools()
}

/** @returns {Promise<readonly [command: string, ...args: string[]] | undefined>} */
async function aptGet() {
  if (onPath('apt-get') === undefined || process.env.TANDEM_TEST_INSTALL === '0') return undefined
  if (process.getuid?.() === 0) return ['apt-get']
  const maySudo =
    onPath('sudo') !== undefined &&
    (await run('sudo', ['-n', 'true']).then(
      () => true,
      () => false,
    ))
  return maySudo ? ['sudo', '-n', 'apt-get'] : undefined
}

function postgresFolders() {
  const debian = '/usr/lib/postgresql'
  const versions = statSync(debian, { throwIfNoEntry: false }) ? readdirSync(debian) : []
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin'))
  return [...newestFirst, ...pathFolders()]
}

const pathFolders = () => (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')

/** @param {string} name */
const onPath = (name) =>
  pathFolders()
    .map((folder) => join(folder, name))
    .find(isProgram)

/** @param {string | undefined} file */
function isProgram(file) {
  if (!file || !statSync(file, { throwIfNoEntry: false })?.isFile()) return false
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
