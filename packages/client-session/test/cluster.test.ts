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

async function startMember(url: string, prefix: string, options?: object): Promise<Member> {
  const config = JSON.stringify({ issuer: issuer.issuer, url, prefix, options })
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

/** Sets the clock of one machine wrong, and nobody else's. */
async function skewClock({ process: child }: Member, seconds: number): Promise<void> {
  child.send({ ahead: seconds * 1000, storeAhead: 0 })
  await once(child, 'message')
}

async function logIn(member: Member, sub: string): Promise<Browser> {
  const browser = openBrowser(member.url)
  const done = await browser.get(await toCallback(browser, sub))
  expect(done).toMatchObject({ status: 303 })
  return browser
}

async function toCallback(browser: Browser, sub: string): Promise<string> {
  issuer.setUser({ sub })
  const start = await browser.get('/login')
  const response = await fetch(start.headers.location ?? '', { redirect: 'manual' })
  const { pathname, search } = new URL(response.headers.get('location') ?? '')
  return pathname + search
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

  it.each([
    ['fast', 120],
    ['slow', -120],
  ])(
    'agree on who is logged in, and on who is logged out, when the clock of one is two minutes %s',
    async (_name, skew) => {
      // An ID token is checked by the machine's own clock: what it takes a new login for is another question.
      const options = { limits: { idle: 60, perUser: 2 }, clockTolerance: 300 }
      const [right, wrong] = [await startMember(url, prefix, options), await startMember(url, prefix, options)]
      await skewClock(wrong, skew)
      const [first, second] = [await logIn(right, 'carol'), await logIn(wrong, 'carol')]
      for (const browser of [first, second]) {
        for (const member of [right, wrong, right])
          expect((await at(member, browser).get('/whoami')).text).toBe('"carol"')
        expect(subjectOf(await at(wrong, browser).get('/token'))).toBe('carol')
      }
      // One too many: the oldest one ends, not the one that seems older by the wrong clock.
      const third = await logIn(right, 'carol')
      const users = await Promise.all([first, second, third].map((browser) => at(right, browser).get('/whoami')))
      expect(users.map(({ text }) => text)).toEqual(['null', '"carol"', '"carol"'])
      // A logout that arrives while a login is under way at the machine with the wrong clock.
      const late = openBrowser(wrong.url)
      const callback = await toCallback(late, 'carol')
      const logout_token = await issuer.logoutToken({ sub: 'carol' })
      const form = { method: 'POST', body: new URLSearchParams({ logout_token }) }
      expect((await fetch(`${right.url}/backchannel-logout`, form)).status).toBe(200)
      expect((await late.get(callback)).text).toContain('ERR_LOGIN_OVERTAKEN')
    },
  )

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
