import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from './children.js'
import { packageFolders } from './packages.js'
import { inRoot, root } from './root.js'

/**
 * Compiles packages and examples into their `dist`. Only `checkTypes` compiles tests, so a test with a type error doesn't
 * keep the quickstart from starting.
 */
export async function buildPackages() {
  const folders = packageFolders().filter((folder) => existsSync(join(folder, 'src')))
  for (const folder of folders) removeStaleOutput(folder)
  await tsc(['-b', ...folders.map(projectOf).filter((project) => existsSync(project))])
}

// An example's own tsconfig.json works in a copy of its folder. Here, examples/build/ adds what it depends on.
/** @param {string} folder */
function projectOf(folder) {
  const project = inRoot('examples', 'build', `${basename(folder)}.json`)
  return existsSync(project) ? project : join(folder, 'tsconfig.json')
}

/** Checks the types of everything: packages, examples, tests, and the scripts of this package. */
export async function checkTypes() {
  await tsc(['-b'])
}

/** @param {readonly string[]} args */
const tsc = (args) =>
  run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), ...args], { cwd: root })

// The compiler leaves the output of a deleted source in `dist`, and it would be packed.
/** @param {string} folder */
function removeStaleOutput(folder) {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) return
  for (const entry of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const source = /^(.*)\.(?:d\.ts|js)(?:\.map)?$/.exec(entry)?.[1]
    if (source !== undefined && !existsSync(join(folder, 'src', `${source}.ts`))) rmSync(join(dist, entry))
  }
}
