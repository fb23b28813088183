import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './children.js'
import { packageFolders } from './packages.js'
import { inRoot, root } from './root.js'

/**
 * Builds what has a `dist`: packages and examples. Tests are checked by `checkTypes`, so a test that doesn't compile
 * stops nobody from starting the quickstart.
 */
export async function buildPackages() {
  const folders = packageFolders().filter(
    (folder) => existsSync(join(folder, 'src')) && existsSync(join(folder, 'tsconfig.json')),
  )
  for (const folder of folders) sweep(folder)
  await tsc(['-b', ...folders])
}

/** Checks the types of everything: packages, examples, tests, and the scripts of this package. */
export async function checkTypes() {
  await tsc(['-b'])
}

/** @param {readonly string[]} args */
const tsc = (args) =>
  run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), ...args], { cwd: root })

// The compiler leaves the output of a deleted source behind, and it would be packed.
/** @param {string} folder */
function sweep(folder) {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) return
  for (const entry of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const output = /^(.*)\.(?:d\.ts|js)$/.exec(entry)?.[1]
    if (output !== undefined && !existsSync(join(folder, 'src', `${output}.ts`))) rmSync(join(dist, entry))
  }
}
