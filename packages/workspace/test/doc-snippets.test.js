import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { docPages } from '../doc-pages.js'

const root = join(__dirname, '..', '..', '..')
// It quotes a test of this repository as an example of one.
const readers = docPages(root).filter((page) => page !== 'CONTRIBUTING.md')

it.each(readers)('every program in %s comes from a file that is compiled', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/<!-- snippet: [\s\S]*?<!-- \/snippet -->/g, '')
  expect(text.match(/^```(ts|js|typescript|javascript)$/gm) ?? []).toEqual([])
})
