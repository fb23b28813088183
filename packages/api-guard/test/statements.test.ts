import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const docs = join(__dirname, '../../../docs')
const page = readFileSync(join(docs, 'security.md'), 'utf8')

// The last cell of a row: a link to the test file, and the name of the test.
const rows = [...page.matchAll(/^\| (RFC [^|]+?) \|.*\| \[[\w-]+\]\(([^)]+)\): (.+) \|$/gm)].map(
  ([, statement = '', file = '', name = '']) => [statement, name, file] as const,
)

it('docs/security.md has rows for each section that it promises', () => {
  const statements = new Set(rows.map(([statement]) => statement))
  for (let number = 1; number <= 12; number += 1) expect(statements).toContain(`RFC 9449, 4.3 (${number})`)
  for (const section of ['RFC 9449, 5', 'RFC 9449, 7', 'RFC 9449, 9', 'RFC 8705, 3', 'RFC 9470, 3']) {
    expect(statements).toContain(section)
  }
})

it.each(rows)('%s: the test "%s" exists', (_statement, name, file) => {
  expect(readFileSync(join(docs, file), 'utf8')).toContain(name)
})
