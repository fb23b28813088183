import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { run } from './children.js'
import { inRoot } from './root.js'

const require = createRequire(import.meta.url)
const compilers = ['typescript5', 'typescript6', 'typescript']
const project = inRoot('packages', 'workspace', 'test-d')

/**
 * Compiles test-d/, which states what compiles and what must not, with each compiler that users have. Our declarations are
 * checked as well (`skipLibCheck` is off). `exactOptionalPropertyTypes` is on, and once off.
 */
export async function checkPublicTypes() {
  const versions = await Promise.all(compilers.map(compileWith))
  return `TypeScript ${versions.join(', ')}`
}

/** @param {string} name */
async function compileWith(name) {
  const manifest = require.resolve(`${name}/package.json`, { paths: [inRoot(), import.meta.dirname] })
  const tsc = join(dirname(manifest), 'bin', 'tsc')
  const exactness = name === 'typescript' ? ['false', 'true'] : ['true']
  for (const exact of exactness) {
    await run(process.execPath, [tsc, '-p', project, '--exactOptionalPropertyTypes', exact], { cwd: inRoot() })
  }
  return require(manifest).version
}
