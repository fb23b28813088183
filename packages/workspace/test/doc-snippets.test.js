import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..', '..', '..')
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: root })
const pages = listed
  .toString()
  .split('\n')
  .filter((page) => page !== '' && existsSync(join(root, page)))
// It quotes a test of this repository, for those who write more of them.
const readers = pages.filter((page) => page !== 'CONTRIBUTING.md')

it.each(readers)('every program in %s is one that is compiled', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/<!-- snippet: [\s\S]*?<!-- \/snippet -->/g, '')
  expect(text.match(/^```(ts|js|typescript|javascript)$/gm) ?? []).toEqual([])
})
