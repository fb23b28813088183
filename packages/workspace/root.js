import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder, independent of the working directory. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '')

/**
 * A path in the repository.
 *
 * @param {string[]} parts
 */
export const inRoot = (...parts) => join(root, ...parts)

/**
 * A file or folder in `.cache`, which git ignores and which may be deleted at any time.
 *
 * @param {string[]} parts
 */
export function inCache(...parts) {
  mkdirSync(inRoot('.cache'), { recursive: true })
  return inRoot('.cache', ...parts)
}

/**
 * @param {string} path
 * @returns {any}
 */
export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))
