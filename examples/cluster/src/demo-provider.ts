import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { peoplePage } from './pages/people.js'
import { publicFile } from './public-files.js'
import { administratorRole } from './viewer.js'

export interface DemoProvider {
  /** What a process of the app reads from its environment. */
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

const people = {
  alice: { sub: 'alice', name: 'Alice Liddell', given_name: 'Alice' },
  grace: { sub: 'grace', name: 'Grace Hopper', given_name: 'Grace', roles: [administratorRole] },
}

/** A provider that takes everybody's word for who they are: a real one for the app, and no one for real. */
export async function startDemoProvider(): Promise<DemoProvider> {
  const clientSecret = randomBytes(32).toString('base64url')
  const issuer = await startIssuer({ clients: [{ clientId: 'web-app', clientSecret }] })
  issuer.respondWith('authorization', ({ query, form }, proceed) => {
    const person = Object.values(people).find(({ sub }) => sub === form.get('as'))
    if (person === undefined) return page(peoplePage([...query], Object.values(people)).markup)
    issuer.setUser(person)
    return proceed()
  })
  await serveFiles(issuer)
  return {
    environment: { ISSUER_BASE_URL: issuer.issuer, CLIENT_ID: 'web-app', CLIENT_SECRET: clientSecret },
    close: () => issuer.close(),
  }
}

function page(body: string) {
  return { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body }
}

async function serveFiles(issuer: TestIssuer): Promise<void> {
  const files = { 'style.css': 'text/css', 'icon.svg': 'image/svg+xml' }
  for (const [name, type] of Object.entries(files)) {
    issuer.respondWith(`/${name}`, { headers: { 'content-type': type }, body: await readFile(publicFile(name)) })
  }
}
