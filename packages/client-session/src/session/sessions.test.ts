import { AuthError } from '@tandem-auth/tokens'
import { openBrowser } from '../../test/browser.js'
import { moveClock, takeClock } from '../../test/clock.js'
import { iss, type SessionsApp, type SessionsAppOptions, startSessionsApp } from '../../test/sessions-app.js'
import { type Backend, backends } from '../../test/stores.js'
import { memoryCoordination } from '../storage/memory-coordination.js'
import { memoryStore } from '../storage/memory-session-store.js'
import type { SessionRow } from '../storage/session-store.js'

const apps: SessionsApp[] = []

async function start(options: SessionsAppOptions = {}): Promise<SessionsApp> {
  const app = await startSessionsApp(options)
  apps.push(app)
  return app
}

afterEach(async () => {
  jest.useRealTimers()
  for (const app of apps.splice(0)) await app.close()
})

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('it never came to that')
}

describe.each(Object.entries(backends))('a session over %s', (name, open) => {
  let backend: Backend

  beforeAll(async () => {
    backend = await open()
  })
  afterAll(() => backend.close())

  const startHere = (options: SessionsAppOptions = {}) =>
    start({ session: { store: backend.store }, coordination: backend.coordination, ...options })

  it('says who is logged in, and stores nothing for who is not', async () => {
    const app = await startHere()
    const browser = app.browser()
    expect(await browser.get('/whoami')).toMatchObject({ status: 200, text: 'null', setCookies: [] })
    await browser.post('/login?sub=alice')
    expect((await browser.get('/whoami')).text).toBe('"alice"')
    expect(await browser.get('/whoami')).toMatchObject({ setCookies: [] })
  })

  it('session fixation: an id from before the login never becomes a login', async () => {
    const app = await startHere()
    const browser = app.browser()
    await browser.post('/write?cart=apples')
    const planted = browser.copy()
    await browser.post('/login?sub=alice')
    expect(browser.cookies).not.toEqual(planted.cookies)
    expect((await planted.get('/whoami')).text).toBe('null')
    expect((await planted.get('/read')).text).toBe('null')
    const before = browser.copy()
    await browser.post('/login?sub=alice')
    expect((await before.get('/whoami')).text).toBe('null')
    expect((await browser.get('/whoami')).text).toBe('"alice"')
  })

  it('keeps what the visitor had for a first and for the same user, and drops it for another', async () => {
    const app = await startHere()
    const browser = app.browser()
    await browser.post('/write?cart=apples')
    await browser.post('/login?sub=alice')
    expect((await browser.get('/read')).text).toBe('"apples"')
    await browser.post('/login?sub=alice')
    expect((await browser.get('/read')).text).toBe('"apples"')
    await browser.post('/login?sub=bob')
    expect((await browser.get('/read')).text).toBe('null')
    expect((await browser.get('/whoami')).text).toBe('"bob"')
  })

  it('tokens of another: a login of somebody else leaves nothing of the tokens before', async () => {
    const app = await startHere()
    const browser = app.browser()
    await browser.post('/login?sub=kim')
    await browser.post('/login?sub=leo')
    expect((await browser.get('/token')).text).toBe('"access-token-of-leo"')
    expect(await app.sessions.endBySubject(iss, 'kim')).toHaveLength(0)
  })

  it('a logout gives back what the provider has to hear, and the cookie is worth nothing', async () => {
    const app = await startHere()
    const browser = app.browser()
    await browser.post('/login?sub=alice&sid=s1')
    const thief = browser.copy()
    const ended = JSON.parse((await browser.post('/logout')).text)
    expect(ended).toMatchObject({ sub: 'alice', sid: 's1', refreshToken: 'refresh-token-of-alice' })
    expect(ended).toMatchObject({ idToken: 'id-token-of-alice' })
    expect((await thief.get('/whoami')).text).toBe('null')
    expect((await browser.post('/logout')).text).toBe('null')
  })

  it('a slow request that writes its session after a logout elsewhere: the cookie stays logged out, 100 times', async () => {
    const app = await startHere({ storeTimeout: 10 })
    const rounds = Array.from({ length: 100 }, () => app.browser())
    await Promise.all(rounds.map((browser) => browser.post('/login?sub=alice')))
    const writes = rounds.map((browser) => browser.copy().post('/slow-write'))
    await until(() => app.gate.waiting === 100)
    const logouts = rounds.map((browser) => browser.copy().post('/logout'))
    // Half of them write while the logout runs, half of them afterwards.
    await Promise.race(logouts)
    app.gate.open()
    await Promise.all([...writes, ...logouts])
    expect(await backend.dump()).not.toContain('written at')
    const responses = await Promise.all(rounds.map((browser) => browser.get('/whoami')))
    expect(responses.map(({ status, text }) => `${status} ${text}`)).toEqual(rounds.map(() => '200 null'))
  }, 60_000)

  it('a row that came back after its logout, from a process that was killed before it looked, is no login', async () => {
    const app = await startHere()
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    const thief = browser.copy()
    const [cookie = ''] = browser.cookies.values()
    const sessionId = decodeURIComponent(cookie).slice(2).split('.')[0] ?? ''
    const row = await new Promise<SessionRow>((resolve) =>
      backend.store.get(sessionId, (_, found) => found && resolve(found)),
    )
    expect(row.tandem.sub).toBe('alice')
    await browser.post('/logout')
    await new Promise<unknown>((resolve) => backend.store.set(sessionId, row, resolve))
    expect((await thief.get('/whoami')).text).toBe('null')
    expect((await thief.get('/read')).text).toBe('null')
  })

  it('two browsers of one user: a logout by subject ends both, and a new login of one brings back only that one', async () => {
    const app = await startHere()
    const [one, two, other] = [app.browser(), app.browser(), app.browser()]
    await one.post('/login?sub=carol')
    await two.post('/login?sub=carol')
    await other.post('/login?sub=dave')
    expect(await app.sessions.endBySubject(iss, 'carol')).toHaveLength(2)
    expect((await one.get('/whoami')).text).toBe('null')
    await one.post('/login?sub=carol')
    expect((await one.get('/whoami')).text).toBe('"carol"')
    expect((await two.get('/whoami')).text).toBe('null')
    expect((await other.get('/whoami')).text).toBe('"dave"')
  })

  it('a logout by sid ends that session alone', async () => {
    const app = await startHere()
    const [one, two] = [app.browser(), app.browser()]
    await one.post('/login?sub=carol&sid=first')
    await two.post('/login?sub=carol&sid=second')
    expect(await app.sessions.endBySid('https://other.example', 'first')).toHaveLength(0)
    expect(await app.sessions.endBySid(iss, 'first')).toHaveLength(1)
    expect((await one.get('/whoami')).text).toBe('null')
    expect((await two.get('/whoami')).text).toBe('"carol"')
  })

  it.each(['sub', 'sid'])('a logout by %s that arrives while a callback is under way wins', async (by) => {
    const startedAt = Date.now() / 1000 - 5
    const app = await startHere({ login: { startedAt, sid: `${name} in flight` } })
    const browser = app.browser()
    await browser.post('/write?cart=pears')
    if (by === 'sub') await app.sessions.endBySubject(iss, 'erin')
    else await app.sessions.endBySid(iss, `${name} in flight`)
    expect(await browser.post('/login?sub=erin')).toMatchObject({ status: 400, text: '{"code":"ERR_LOGIN_OVERTAKEN"}' })
    expect((await browser.get('/whoami')).text).toBe('null')
    expect((await browser.get('/read')).text).toBe('"pears"')
    expect(await app.sessions.list({ iss, sub: 'erin' })).toEqual([])
  })

  if (name !== 'memory') {
    it('a dump of the database shows no token', async () => {
      const app = await startHere()
      const browser = app.browser()
      await browser.post('/login?sub=mallory&token=precious')
      const dump = await backend.dump()
      expect(dump).toContain('vault:')
      for (const token of ['precious', 'refresh-token-of', 'id-token-of']) expect(dump).not.toContain(token)
      expect(dump).not.toContain('192.0.2.1')
    })
  }

  it('idle: ends after the idle time without a request, whatever the row and the cookie say', async () => {
    takeClock()
    const app = await startHere({ idleTimeout: 600 })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    for (let minute = 0; minute < 15; minute += 5) {
      moveClock(300_000)
      expect((await browser.get('/whoami')).text).toBe('"alice"')
    }
    moveClock(601_000)
    const thief = browser.copy()
    expect((await browser.get('/whoami')).text).toBe('null')
    moveClock(-601_000)
    await until(async () => (await thief.get('/whoami')).text === 'null')
  })

  it('absolute: ends however busy it is, and at the limit of the provider if that is nearer', async () => {
    takeClock()
    const app = await startHere({ idleTimeout: 600, absoluteTimeout: 1500 })
    const limited = await startHere({ idleTimeout: 600, login: { expiresAt: Date.now() / 1000 + 700 } })
    const [browser, other] = [app.browser(), limited.browser()]
    await browser.post('/login?sub=alice')
    await other.post('/login?sub=bob')
    for (const [elapsed, first, second] of [
      [500, '"alice"', '"bob"'],
      [501, '"alice"', 'null'],
      [501, 'null', 'null'],
    ] as const) {
      moveClock(elapsed * 1000)
      expect([(await browser.get('/whoami')).text, (await other.get('/whoami')).text]).toEqual([first, second])
    }
  })

  it('lists sessions by handles, ends one, ends the others', async () => {
    const app = await startHere()
    const browsers = [app.browser(), app.browser(), app.browser()] as const
    for (const browser of browsers) await browser.post('/login?sub=frank')
    const [mine] = browsers
    const listed = JSON.parse((await mine.get('/sessions')).text)
    expect(listed).toHaveLength(3)
    expect(listed.filter(({ current }: { current: boolean }) => current)).toHaveLength(1)
    expect(Object.keys(listed[0]).sort()).toEqual(['createdAt', 'current', 'id', 'ip', 'lastSeen', 'userAgent'])
    expect(await app.sessions.revoke({ iss, sub: 'grace' }, listed[0].id)).toBeUndefined()
    const [other] = listed.filter(({ current }: { current: boolean }) => !current)
    expect(await app.sessions.revoke({ iss, sub: 'frank' }, other.id)).toMatchObject({ sub: 'frank' })
    const alive = async () => (await Promise.all(browsers.map((b) => b.get('/whoami')))).map(({ text }) => text).sort()
    expect(await alive()).toEqual(['"frank"', '"frank"', 'null'])
    expect(await app.sessions.list({ iss, sub: 'frank' })).toHaveLength(2)
    expect(await app.sessions.endBySubject(iss, 'frank')).toHaveLength(2)
    expect(await alive()).toEqual(['null', 'null', 'null'])
  })

  it('ends the oldest when a user has too many at once', async () => {
    const app = await startHere({ maxSessions: 2 })
    const browsers = [app.browser(), app.browser(), app.browser()] as const
    for (const browser of browsers) await browser.post('/login?sub=heidi')
    const responses = await Promise.all(browsers.map((browser) => browser.get('/whoami')))
    expect(responses.map(({ text }) => text)).toEqual(['null', '"heidi"', '"heidi"'])
  })

  it('renews the session id and keeps the login, the data and the tokens; the old id is worth nothing', async () => {
    const app = await startHere()
    const browser = app.browser()
    await browser.post('/login?sub=ivan')
    await browser.post('/write?cart=plums')
    const before = browser.copy()
    const writing = browser.copy().post('/slow-write')
    await until(() => app.gate.waiting === 1)
    expect((await browser.post('/renew')).text).toBe('"done"')
    expect(browser.cookies).not.toEqual(before.cookies)
    app.gate.open()
    await writing
    expect((await before.get('/whoami')).text).toBe('null')
    expect((await browser.get('/whoami')).text).toBe('"ivan"')
    expect((await browser.get('/read')).text).toBe('"plums"')
    expect((await browser.get('/token')).text).toBe('"access-token-of-ivan"')
    expect(await app.sessions.endBySubject(iss, 'ivan')).toHaveLength(1)
    expect((await browser.get('/whoami')).text).toBe('null')
  })

  it("the app's own regenerate is a logout, and takes the tokens along", async () => {
    const app = await startHere()
    const browser = app.browser()
    await browser.post('/login?sub=judy')
    await browser.post('/regenerate')
    expect((await browser.get('/whoami')).text).toBe('null')
    expect(await app.sessions.endBySubject(iss, 'judy')).toHaveLength(0)
  })

  it('lets a key be used once', async () => {
    const app = await startHere()
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => app.sessions.useOnce('state', `${name} once`, 60)),
    )
    expect(responses.filter((response) => response)).toHaveLength(1)
  })

  it('counts a key as used only once its work is done', async () => {
    const app = await startHere()
    const fail = () => app.sessions.doOnce('jti', `${name} work`, 60, () => Promise.reject(new Error('not now')))
    await expect(fail()).rejects.toThrow('not now')
    const work = jest.fn(async () => undefined)
    expect(await app.sessions.doOnce('jti', `${name} work`, 60, work)).toBe(true)
    expect(await app.sessions.doOnce('jti', `${name} work`, 60, work)).toBe(false)
    expect(work).toHaveBeenCalledTimes(1)
  })
})

it('reads what an older secret has written, and nothing of a secret that was retired', async () => {
  const [older, newer] = ['the older secret of this test, 32 bytes', 'the newer secret of this test, 32 bytes']
  const backend = await backends['one process']?.()
  if (backend === undefined) throw new Error('no backend')
  const session = { store: backend.store }
  const { coordination } = backend
  const old = await start({ secrets: [older], session, coordination })
  const browser = old.browser()
  await browser.post('/login?sub=alice')
  const rotated = await start({ secrets: [newer, older], session, coordination })
  const there = openBrowser(rotated.url, browser.cookies)
  expect((await there.get('/whoami')).text).toBe('"alice"')
  expect((await there.get('/token')).text).toBe('"access-token-of-alice"')
  const retired = await start({ secrets: [newer], session, coordination })
  expect((await openBrowser(retired.url, browser.cookies).get('/whoami')).text).toBe('null')
})

it('names sessions alike on machines that write with different secrets, so that any of them can end one', async () => {
  const [older, newer] = ['the older secret of this test, 32 bytes', 'the newer secret of this test, 32 bytes']
  const session = { store: memoryStore() }
  const coordination = memoryCoordination()
  const one = await start({ secrets: [older, newer], session, coordination })
  const two = await start({ secrets: [newer, older], session, coordination })
  const browser = one.browser()
  await browser.post('/login?sub=alice')
  const subject = { iss, sub: 'alice' }
  const [[here], [there]] = await Promise.all([one.sessions.list(subject), two.sessions.list(subject)])
  expect(here?.id).toBe(there?.id)
  expect(await two.sessions.revoke(subject, 'unknown')).toBeUndefined()
  expect(await two.sessions.revoke(subject, here?.id ?? '')).toMatchObject({ sub: 'alice' })
  expect((await browser.get('/whoami')).text).toBe('null')
})

it.each([
  [false, '"alice"'],
  [true, 'null'],
])(
  'a refused refresh token ends the session only where that is asked for: %s',
  async (refusedRefreshEndsSession, text) => {
    const refreshTokens = () => Promise.reject(new AuthError('ERR_LOGIN_REQUIRED'))
    const expired = { accessToken: 'old', expiresAt: Date.now() / 1000 - 1 }
    const app = await start({ refusedRefreshEndsSession, refreshTokens, login: { tokens: { '': expired } } })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    expect(await browser.get('/token')).toMatchObject({ status: 401, text: '{"code":"ERR_LOGIN_REQUIRED"}' })
    expect((await browser.get('/whoami')).text).toBe(text)
  },
)
