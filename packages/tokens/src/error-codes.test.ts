import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCodes } from './error-codes.js'

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'errors.md'), 'utf8')
const sections = page.split(/^### /m).slice(1)
const codes = Object.entries(errorCodes)

function sectionOf(code: string): string {
  return sections.find((section) => section.startsWith(`${code}\n`)) ?? ''
}

function said(code: string, label: string): string {
  const line = sectionOf(code)
    .split('\n')
    .find((candidate) => candidate.startsWith(`- **${label}:** `))
  return line?.slice(`- **${label}:** `.length) ?? ''
}

it('has a heading in docs/errors.md for each code, and no other heading', () => {
  const headings = sections.map((section) => section.split('\n', 1)[0])
  expect([...headings].sort()).toEqual(codes.map(([code]) => code).sort())
})

it.each(codes)(
  'docs/errors.md says of %s what happened, who has to fix it, how, and what the client saw',
  (code, row) => {
    const [status, message] = row
    expect(sectionOf(code)).toContain(`\n> ${message}\n`)
    for (const label of ['What happened', 'Who has to fix it', 'How to fix it']) expect(said(code, label)).not.toBe('')
    expect(said(code, 'What the client saw')).toContain(`\`${status}\``)
  },
)

it.each(codes.filter(([, [status]]) => status === 503))('docs/errors.md names Retry-After for %s', (code) => {
  expect(said(code, 'What the client saw')).toContain('`Retry-After: 5`')
})

// RFC 6750, 3: no quotes and no backslashes in an error_description.
it.each(codes)('the text of %s can stand in a challenge', (_code, [, message]) => {
  expect(message).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
})

it('quotes no error_description that isn’t one', () => {
  const quoted = [...page.matchAll(/error_description="([^"…]+)"/g)].map(([, text]) => text)
  const messages: readonly string[] = codes.map(([, [, message]]) => message)
  expect(quoted.length).toBeGreaterThan(10)
  expect(quoted.filter((text) => !messages.includes(text ?? ''))).toEqual([])
})
