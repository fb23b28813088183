import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
  found.set(folder, folder.includes('node_modules') ? bytesIn(folder) : packedBytes(folder))
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

function bytesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0)
}

const packed = new Map()

/** Our own packages lie here with tests and sources: what counts is what is published. */
function packedBytes(folder) {
  if (!packed.has(folder)) packed.set(folder, measurePacked(folder))
  return packed.get(folder)
}

function measurePacked(folder) {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm pack in ${folder} failed: ${stderr}`)
  return JSON.parse(stdout)[0].unpackedSize
}
