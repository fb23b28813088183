import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(__dirname, '../src/providers')
const programs = readdirSync(folder).filter((name) => name.endsWith('.ts'))

// What the docs tell people to write must at least start: a configuration that a guard refuses throws here.
it.each(programs)('starts: %s', async (name) => {
  process.env.ZITADEL_SECRET = 'secret'
  const exported = Object.values(await import(join(folder, name)))
  expect(exported.length).toBeGreaterThan(0)
  for (const program of exported) expect(program).toBeInstanceOf(Function)
})
