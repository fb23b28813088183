import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChildFailed } from './children.js'
import { isCi } from './environment.js'
import { pnpm, pnpmVersion } from './pnpm.js'
import { inRoot, readJson } from './root.js'

const stamp = inRoot('node_modules', '.installed')

/** The folders of the workspace's packages. */
export function packageFolders() {
  const inside = (/** @type {string} */ parent) =>
    readdirSync(inRoot(parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(inRoot(parent, entry.name, 'package.json')))
      .map((entry) => inRoot(parent, entry.name))
  return [...inside('packages'), ...inside('examples')]
}

/** Whether `node_modules` is what the lockfile says. */
export const arePackagesInstalled = () => isInstalled(fingerprint())

/** Installs what the lockfile says into `node_modules`, unless it is there already. */
export async function installPackages() {
  if (arePackagesInstalled()) return 'up to date'
  const details = await install()
  writeFileSync(stamp, fingerprint())
  return details
}

async function install() {
  const args = ['install', '--config.confirmModulesPurge=false']
  try {
    await pnpm([...args, '--frozen-lockfile'])
    return `pnpm ${pnpmVersion()}`
  } catch (error) {
    const isOutdated = error instanceof ChildFailed && /ERR_PNPM_\w*OUTDATED_LOCKFILE/.test(error.output)
    if (!isOutdated || isCi()) throw error
  }
  await pnpm([...args, '--no-frozen-lockfile'])
  return 'pnpm-lock.yaml was behind a package.json and has been updated: commit it'
}

/** @param {string} wanted */
function isInstalled(wanted) {
  return (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted &&
    packageFolders().every((folder) => !hasDependencies(folder) || existsSync(join(folder, 'node_modules')))
  )
}

/** @param {string} folder */
function hasDependencies(folder) {
  const { dependencies = {}, devDependencies = {} } = readJson(join(folder, 'package.json'))
  return Object.keys({ ...dependencies, ...devDependencies }).length > 0
}

// Native packages (the compiler, the linter) belong to one platform: a tree copied to another machine installs again.
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${pnpmVersion()}\n`)
  const manifests = packageFolders().map((folder) => join(folder, 'package.json'))
  for (const file of [inRoot('pnpm-lock.yaml'), inRoot('pnpm-workspace.yaml'), inRoot('package.json'), ...manifests]) {
    hash.update(`${file.slice(inRoot().length)}\n`).update(readFileSync(file))
  }
  return hash.digest('hex')
}
