import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const notOurs = new Set(['node_modules', 'dist', 'coverage'])

/**
 * Every Markdown page of the repository, as a path in it.
 *
 * @param {string} root
 * @param {string} [folder] the folder to begin in
 * @returns {string[]}
 */
export function docPages(root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name.startsWith('.') || notOurs.has(entry.name) ? [] : docPages(root, path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}
