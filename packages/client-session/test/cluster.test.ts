import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { Pool } from 'pg'
import { postgresCoordination } from '../src/storage/postgres-coordination.js'
import { type Browser, openBrowser } from './browser.js'
import { moveClock, takeClock } from './clock.js'

const databases = Object.entries({
  Redis: process.env.TANDEM_TEST_REDIS_URL,
  PostgreSQL: process.env.TANDEM_TEST_POSTGRES_URL,
}).flatMap(([name, url]) => (url === undefined ? [] : [[name, url] as const]))

interface Member {
  readonly process: ChildProcess
  readonly url: string
}

let issuer: TestIssuer
let members: Member[] = []
let ahead = 0

async function startMember(url: string, prefix: string): Promise<Member> {
  const config = JSON.stringify({ issuer: issuer.issuer, url, prefix })
  const child = fork(join(__dirname, 'cluster-member.js'), [config], { execArgv: [] })
  const [{ port }] = await once(child, 'message')
  const member = { process: child, url: `http://127.0.0.1:${port}` }
  members.push(member)
  return member
}

/** Moves the clocks of the provider and of all processes. */
async function moveClocks(seconds: number): Promise<void> {
  ahead += seconds * 1000
  moveClock(seconds * 1000)
  await Promise.all(
    members.map(async ({ process: child }) => {
      child.send({ ahead })
      await once(child, 'message')
    }),
  )
}

async function logIn(member: Member, sub: string): Promise<Browser> {
  issuer.setUser({ sub })
  const browser = openBrowser(member.url)
  const start = await browser.get('/login')
  const response = await fetch(start.headers.location ?? '', { redirect: 'manual' })
  const callback = new URL(response.headers.get('location') ?? '')
  const done = await browser.get(callback.pathname + callback.search)
  expect(done.status).toBe(303)
  return browser
}

const at = (member: Member, browser: Browser) => openBrowser(member.url, browser.cookies)

function subjectOf(response: { readonly status: number; readonly text: string }): string {
  expect(response).toMatchObject({ status: 200 })
  const [, payload = ''] = String(JSON.parse(response.text)).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).sub
}

describe.each(databases)('two processes over %s', (name, url) => {
  let one: Member
  let two: Member
  let prefix: string
  let pool: Pool | undefined

  beforeAll(async () => {
    prefix = `cluster_${process.pid}_`
    if (name === 'PostgreSQL') {
      pool = new Pool({ connectionString: url })
      await postgresCoordination(pool, { prefix }).createTable()
      await pool.query(
        `CREATE TABLE ${prefix}session (sid varchar PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL)`,
      )
    }
  })
  afterAll(() => pool?.end())

  beforeEach(async () => {
    takeClock()
    ahead = 0
    issuer = await startIssuer({ rotateRefreshTokens: 'strict' })
    ;[one, two] = await Promise.all([startMember(url, prefix), startMember(url, prefix)])
  })
  afterEach(async () => {
    for (const { process: child } of members) child.kill('SIGKILL')
    members = []
    await issuer.close()
    jest.useRealTimers()
  })

  it('refresh once for a hundred requests, and every one of them is answered', async () => {
    const browser = await logIn(one, 'alice')
    await moveClocks(400)
    issuer.resetRequests()
    const asked = Array.from({ length: 100 }, (_, index) => at(index % 2 === 0 ? one : two, browser).get('/token'))
    const responses = await Promise.all(asked)
    expect(new Set(responses.map(subjectOf))).toEqual(new Set(['alice']))
    expect(new Set(responses.map(({ text }) => text)).size).toBe(1)
    expect(issuer.count('token')).toBe(1)
  }, 120_000)

  it('never hand one user the token of another, 100 rounds', async () => {
    const [alice, bob] = [await logIn(one, 'alice'), await logIn(two, 'bob')]
    issuer.resetRequests()
    for (let round = 1; round <= 100; round += 1) {
      await moveClocks(300)
      const asked = [one, two].flatMap((member) => [at(member, alice).get('/token'), at(member, bob).get('/token')])
      expect((await Promise.all(asked)).map(subjectOf)).toEqual(['alice', 'bob', 'alice', 'bob'])
      expect(issuer.count('token')).toBe(2 * round)
    }
  }, 300_000)

  it('recover within seconds when one is killed while it refreshes, and nobody is logged out', async () => {
    const browser = await logIn(one, 'alice')
    await moveClocks(400)
    let reached: () => void = () => undefined
    const asking = new Promise<void>((resolve) => {
      reached = resolve
    })
    issuer.respondWith('token', () => {
      reached()
      return new Promise(() => undefined)
    })
    const lost = at(one, browser)
      .get('/token')
      .catch(() => 'lost')
    await asking
    one.process.kill('SIGKILL')
    issuer.restore('token')
    expect(await lost).toBe('lost')
    const startedAt = performance.now()
    expect(subjectOf(await at(two, browser).get('/token'))).toBe('alice')
    expect(performance.now() - startedAt).toBeLessThan(6000)
    expect((await at(two, browser).get('/whoami')).text).toBe('"alice"')
  }, 120_000)
})
