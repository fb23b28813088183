import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { boundaryPicture } from './doc-pictures.js'
import { withSnippets } from './doc-snippets.js'
import { root } from './root.js'

/**
 * Makes what the pages under docs/ and the READMEs show: snippets from programs that are compiled and tested, pictures
 * from the code that draws them. With `--check`, changes nothing and fails when a page isn't what it would be made to.
 */

const check = process.argv.includes('--check')
const stale = [...pages(), ...pictures()].filter(({ path, content }) => {
  if (readIfThere(path) === content) return false
  if (!check) writeFileSync(path, content)
  return true
})

for (const { path } of stale) console.log(`${check ? 'stale' : 'written'}: ${relative(root, path)}`)
if (check && stale.length > 0) {
  console.log('Run npm run docs, read what it wrote, and commit it.')
  process.exitCode = 1
}

/** @returns {{ path: string, content: string }[]} */
function pages() {
  const folders = ['.', 'docs', 'packages', 'examples']
  return folders.flatMap(markdownIn).map((path) => ({ path, content: withSnippets(readFileSync(path, 'utf8'), path) }))
}

/** @returns {{ path: string, content: string }[]} */
function pictures() {
  return [{ path: join(root, 'docs', 'boundary.svg'), content: boundaryPicture() }]
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function markdownIn(folder) {
  const files = readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.md') && !/(^|[\\/])(node_modules|dist)[\\/]/.test(file))
    .map((file) => join(root, folder, file))
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
