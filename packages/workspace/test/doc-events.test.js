import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..', '..', '..')
const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8')

it('docs/observability.md has exactly one row for each event', () => {
  const list = /eventNames = \[([^\]]*)\]/.exec(read('packages/tokens/src/events.ts'))?.[1] ?? ''
  const names = [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name)
  const rows = [...read('docs/observability.md').matchAll(/^\| `([a-z]+\.[a-z-]+)` \|/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(10)
  expect([...new Set(rows)].sort()).toEqual(names.sort())
})
