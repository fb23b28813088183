import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './children.js'
import { packageFolders } from './packages.js'
import { pnpm } from './pnpm.js'
import { readJson } from './root.js'

/** The packages that people install: name and folder. */
export function publicPackages() {
  const manifests = packageFolders().map((folder) => ({ folder, manifest: readJson(join(folder, 'package.json')) }))
  const open = manifests.filter(({ manifest }) => manifest.private !== true)
  return open.map(({ folder, manifest }) => ({ folder, name: String(manifest.name) }))
}

/**
 * Packs every public package as it would be published.
 *
 * @param {string} destination a folder
 * @returns {Promise<Record<string, string>>} name to tarball
 */
export async function packAll(destination) {
  const packed = publicPackages().map(async ({ folder, name }) => {
    await pnpm(['pack', '--pack-destination', destination], { cwd: folder })
    const { version } = readJson(join(folder, 'package.json'))
    return [name, join(destination, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)]
  })
  return Object.fromEntries(await Promise.all(packed))
}

/**
 * Looks into tarballs: nothing missing, nothing that people have no use for.
 *
 * @param {readonly string[]} tarballs
 */
export async function checkContents(tarballs) {
  const faults = await Promise.all(
    tarballs.map(async (tarball) => {
      const folder = tarball.replace(/\.tgz$/, '')
      mkdirSync(folder)
      await run('tar', ['-xzf', tarball, '-C', folder])
      return faultsOf(join(folder, 'package'))
    }),
  )
  if (faults.flat().length > 0) throw new Error(faults.flat().join('\n'))
}

/**
 * @param {string} unpacked a package's folder
 * @returns {string[]}
 */
function faultsOf(unpacked) {
  const manifest = readJson(join(unpacked, 'package.json'))
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(unpacked.length + 1))
  const faults = [
    ...['README.md', 'LICENSE'].filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files.filter((file) => !isWanted(file)).map((file) => `${file} should not be published`),
    ...targetsOf(manifest.exports)
      .filter((file) => !existsSync(join(unpacked, file)))
      .map((file) => `${file} is exported but missing`),
    ...unpublishable(manifest.dependencies ?? {}),
  ]
  return faults.map((fault) => `${manifest.name}: ${fault}`)
}

/** @param {string} file */
const isWanted = (file) =>
  /^(README\.md|LICENSE|package\.json|sql\/[\w-]+\.sql|dist\/.+\.(js|d\.ts))$/.test(file) && !/\.test\./.test(file)

/**
 * @param {unknown} exports
 * @returns {string[]}
 */
const targetsOf = (exports) =>
  typeof exports === 'string' ? [exports] : Object.values(/** @type {object} */ (exports)).flatMap(targetsOf)

/** @param {Readonly<Record<string, string>>} dependencies */
const unpublishable = (dependencies) =>
  Object.entries(dependencies)
    .filter(([, range]) => /^(workspace|catalog|file|link):/.test(range))
    .map(([name, range]) => `depends on ${name} by ${range}`)
