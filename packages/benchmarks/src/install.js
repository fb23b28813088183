import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('../', import.meta.url))

/**
 * How many packages an install of these brings, and how many bytes: with all that they depend on, as the lockfile has it,
 * but without Express, which is there already.
 */
export function installOf(names) {
  const found = new Map()
  for (const name of names) visit(here, name, found)
  const sizes = [...found.values()]
  return { packages: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

function visit(from, name, found) {
  const folder = find(from, name)
  if (folder === undefined || found.has(folder)) return
  const manifest = manifestOf(folder)
  found.set(folder, folder.includes('node_modules') ? bytesIn(folder) : publishedBytes(folder, manifest))
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest
  const peers = Object.keys(peerDependencies).filter(
    (peer) => peer !== 'express' && !peerDependenciesMeta[peer]?.optional,
  )
  const needed = [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]
  for (const dependency of needed) visit(folder, dependency, found)
}

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

export const versionOf = (name) => manifestOf(find(here, name)).version

/** Where Node would find it. */
function find(from, name) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(candidate)) return realpathSync(candidate)
    if (folder === dirname(folder)) return undefined
  }
}

function bytesIn(folder, isCounted = () => true) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => isCounted(relative(folder, file)))
    .reduce((sum, file) => sum + statSync(file).size, 0)
}

/** Our own packages lie here with tests and sources: what counts is what npm publishes. */
function publishedBytes(folder, { files }) {
  const published = ['package.json', 'README.md', ...files]
  return bytesIn(
    folder,
    (file) =>
      published.some((entry) => file === entry || file.startsWith(`${entry}/`)) && !published.includes(`!${file}`),
  )
}
