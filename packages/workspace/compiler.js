import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './children.js'
import { packageFolders } from './packages.js'
import { inRoot, root } from './root.js'

/**
 * Compiles packages and examples into their `dist`. Only `checkTypes` compiles tests, so a test with a type error doesn't
 * keep the quickstart from starting.
 */
export async function buildPackages() {
  const folders = packageFolders().filter(
    (folder) => existsSync(join(folder, 'src')) && existsSync(join(folder, 'tsconfig.json')),
  )
  for (const folder of folders) removeStaleOutput(folder)
  await tsc(['-b', ...folders])
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
