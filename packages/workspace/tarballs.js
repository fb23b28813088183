import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { run } from './children.js'
import { packageFolders } from './packages.js'
import { withAbsoluteLinks } from './packed-readme.js'
import { pnpm } from './pnpm.js'
import { inRoot, readJson, root } from './root.js'

/** The packages that users install: name, version and folder. */
export function publicPackages() {
  return packageFolders().flatMap((folder) => {
    const { name, version, private: isPrivate } = readJson(join(folder, 'package.json'))
    return isPrivate === true ? [] : [{ folder, name: String(name), version: String(version) }]
  })
}

/**
 * Packs every public package as it is published: pnpm replaces `workspace:` and `catalog:` and adds the LICENSE, then
 * the links of the README are made absolute.
 *
 * @param {string} destination a folder
 * @returns {Promise<Record<string, string>>} name to tarball
 */
export async function packAll(destination) {
  const staging = join(destination, 'staging')
  mkdirSync(staging, { recursive: true })
  const packed = publicPackages().map((one) => ({
    ...one,
    file: `${one.name.replace('@', '').replace('/', '-')}-${one.version}.tgz`,
  }))
  const filters = packed.flatMap(({ name }) => ['--filter', name])
  await pnpm([...filters, 'pack', '--pack-destination', staging])
  const folders = await Promise.all(
    packed.map(async ({ folder, version, file }) => {
      const unpacked = join(staging, file.replace(/\.tgz$/, ''))
      mkdirSync(unpacked)
      await run('tar', ['-xzf', file, '-C', unpacked], { cwd: staging })
      const readme = join(unpacked, 'package', 'README.md')
      const place = relative(root, folder).replaceAll('\\', '/')
      writeFileSync(readme, withAbsoluteLinks(readFileSync(readme, 'utf8'), place, `v${version}`))
      return join(unpacked, 'package')
    }),
  )
  await run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', destination, ...folders])
  return Object.fromEntries(packed.map(({ name, file }) => [name, join(destination, file)]))
}

/**
 * Runs publint and Are the Types Wrong on tarballs, in a process of its own: both keep a processor busy.
 *
 * @param {readonly string[]} tarballs
 */
export async function checkTarballs(tarballs) {
  await run(process.execPath, [inRoot('packages', 'workspace', 'check-tarballs.js'), ...tarballs])
}
