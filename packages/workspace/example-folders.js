import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './root.js'

/** The examples that users copy: those with a test of their own. */
export function copyableExamples() {
  return readdirSync(inRoot('examples'))
    .map((name) => inRoot('examples', name))
    .filter((folder) => existsSync(join(folder, 'test.js')))
}
