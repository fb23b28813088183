import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { apiReports } from './api-report.js'
import { withMadeParts } from './doc-made.js'
import { boundaryPicture, clusterPicture } from './doc-pictures.js'
import { withSnippets } from './doc-snippets.js'
import { root } from './root.js'

/**
 * Writes the generated parts of docs/ and the READMEs: snippets from programs that are compiled and tested, pictures,
 * tokens from the demo's provider; and the reports of the public surface in api/. With `--check` it writes nothing and
 * fails if a file isn't what it would write.
 */

const check = process.argv.includes('--check')
const stale = [...(await pages()), ...pictures(), ...apiReports()].filter(({ path, content }) => {
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
