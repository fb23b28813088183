import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { withMadeParts } from './doc-made.js'
import { boundaryPicture, clusterPicture } from './doc-pictures.js'
import { withSnippets } from './doc-snippets.js'
import { root } from './root.js'

/**
 * Makes what the pages under docs/ and the READMEs show: snippets from programs that are compiled and tested, pictures
 * from the code that draws them, tokens from the demo's provider. With `--check`, changes nothing and fails when a page
 * isn't what it would be made to.
 */

const check = process.argv.includes('--check')
const stale = [...(await pages()), ...pictures()].filter(({ path, content }) => {
  if (readIfThere(path) === content) return false
  if (!check) writeFileSync(path, content)
  return true
})

for (const { path } of stale) console.log(`${check ? 'stale' : 'written'}: ${relative(root, path)}`)
if (check && stale.length > 0) {
  console.log('Run npm run docs, read what it wrote, and commit it.')
  process.exitCode = 1
}

/** @returns {Promise<{ path: string, content: string }[]>} */
async function pages() {
  const paths = ['.', 'docs', 'packages', 'examples'].flatMap(markdownIn)
  return Promise.all(
    paths.map(async (path) => ({ path, content: await withMadeParts(withSnippets(readFileSync(path, 'utf8'), path)) })),
  )
}

/** @returns {{ path: string, content: string }[]} */
function pictures() {
  const drawn = { 'boundary.svg': boundaryPicture(), 'cluster.svg': clusterPicture() }
  return Object.entries(drawn).map(([name, content]) => ({ path: join(root, 'docs', name), content }))
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
