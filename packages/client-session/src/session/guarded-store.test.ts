import { createHmac } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { moveClock, takeClock } from '../../test/clock.js'
import { MoodyStore } from '../../test/moody-store.js'
import { iss, type SessionsApp, type SessionsAppOptions, secret, startSessionsApp } from '../../test/sessions-app.js'
import { createKeyRing } from '../storage/key-ring.js'
import { parseSessionConfig } from './session-config.js'

let store: MoodyStore
let app: SessionsApp

async function start(options: SessionsAppOptions = {}): Promise<SessionsApp> {
  store = new MoodyStore()
  app = await startSessionsApp({ session: { store }, coordination: store.coordination, storeTimeout: 0.2, ...options })
  return app
}

afterEach(async () => {
  jest.useRealTimers()
  await app.close()
})

const unavailable = { status: 503, text: '{"code":"ERR_SESSION_STORE"}' }

describe('a store that fails', () => {
  it.each([
    ['the store fails', { mood: 'failing' }],
    ['the store hangs', { mood: 'hanging' }],
    ['coordination fails', { coordinationMood: 'failing' }],
    ['coordination hangs', { coordinationMood: 'hanging' }],
  ] as const)('is 503 with Retry-After, never anonymous, and nothing is deleted: %s', async (_name, trouble) => {
    await start()
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    Object.assign(store, trouble)
    const startedAt = performance.now()
    const response = await browser.get('/whoami')
    expect(response).toMatchObject({ ...unavailable, setCookies: [] })
    expect(response.headers['retry-after']).toBe('5')
    expect(performance.now() - startedAt).toBeLessThan(1000)
    expect(await browser.post('/login?sub=alice')).toMatchObject(unavailable)
    expect(await browser.post('/logout')).toMatchObject(unavailable)
    Object.assign(store, { mood: 'well', coordinationMood: 'well' })
    expect((await browser.get('/whoami')).text).toBe('"alice"')
    expect((await browser.get('/token')).text).toBe('"access-token-of-alice"')
  })

  it('is 503 when express-session goes on without a session because its store has disconnected', async () => {
    await start()
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    store.emit('disconnect')
    expect(await browser.get('/whoami')).toMatchObject(unavailable)
    store.emit('connect')
    expect((await browser.get('/whoami')).text).toBe('"alice"')
  })

  it('is not failing when it reports a missing row as ENOENT, as session-file-store does', async () => {
    await start()
    const missing = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })
    const [get, destroy] = [store.get.bind(store), store.destroy.bind(store)]
    const known = new Set<string>()
    const { set } = store
    store.set = (id, row, done) => {
      known.add(id)
      set.call(store, id, row, done)
    }
    store.get = (id, done) => (known.has(id) ? get(id, done) : done(missing))
    store.destroy = (id, done = () => undefined) => (known.delete(id) ? destroy(id, done) : done(missing))
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    const tab = browser.copy()
    expect((await browser.post('/logout')).status).toBe(200)
    expect(await tab.get('/whoami')).toMatchObject({ status: 200, text: 'null' })
    expect((await tab.post('/login?sub=bob')).status).toBe(200)
  })

  it('leaves the session that is there when a login cannot be written', async () => {
    await start()
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    store.refusesWrites = true
    expect(await browser.post('/login?sub=bob')).toMatchObject({ ...unavailable, setCookies: [] })
    store.refusesWrites = false
    expect((await browser.get('/whoami')).text).toBe('"alice"')
    expect(await app.sessions.list({ iss, sub: 'bob' })).toEqual([])
  })

  it('only reports what the app changed and express-session cannot save at the end', async () => {
    await start()
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    const events: unknown[] = []
    const listen = (message: unknown) => events.push(message)
    subscribe('tandem-auth:session.failed', listen)
    store.refusesWrites = true
    expect((await browser.post('/write?cart=apples')).status).toBe(200)
    await new Promise((resolve) => setImmediate(resolve))
    unsubscribe('tandem-auth:session.failed', listen)
    expect(events).toEqual([{ code: 'ERR_SESSION_STORE' }])
  })
})

describe('the read path', () => {
  it('costs one read of the store and one of coordination, and no touch below the threshold', async () => {
    takeClock()
    await start({ idleTimeout: 3600 })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    store.calls.length = 0
    await browser.get('/whoami')
    expect(store.calls).toEqual(['coordination.get', 'get'])
    moveClock(61_000)
    store.calls.length = 0
    await browser.get('/whoami')
    // This machine's clock was moved, so the store's is asked once.
    expect(store.calls).toEqual([
      ...['coordination.get', 'coordination.time', 'get'],
      ...['coordination.compareAndSet', 'touch'],
    ])
    store.calls.length = 0
    await browser.get('/whoami')
    expect(store.calls).toEqual(['coordination.get', 'get'])
  })

  it('prolongs the row of a busy session in a store that cannot touch', async () => {
    takeClock()
    const moody = new MoodyStore()
    const { coordination } = moody
    const untouchable = { get: moody.get, set: moody.set, destroy: moody.destroy }
    const methods = Object.entries(untouchable).map(([name, method]) => [name, method.bind(moody)])
    await start({ session: { store: Object.fromEntries(methods) }, coordination, idleTimeout: 600 })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    for (let minute = 0; minute < 30; minute += 5) {
      moveClock(300_000)
      expect((await browser.get('/whoami')).text).toBe('"alice"')
    }
  })

  it('reads nothing for a visitor without a cookie', async () => {
    await start()
    await app.browser().get('/whoami')
    expect(store.calls).toEqual([])
  })

  it('store key injection: an id that is not of our form never reaches the store, though it is signed', async () => {
    await start()
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    for (const id of ['short', '../../../../../../../../etc', 'tandem:vault:1234567890123456', 'x'.repeat(129)]) {
      browser.cookies.set('tandem', signedCookie(id))
      store.calls.length = 0
      expect(await browser.get('/whoami')).toMatchObject({ status: 200, text: 'null' })
      expect(store.calls).toEqual([])
    }
  })

  it('refuses a genid whose ids it would never read', async () => {
    const ids = { genid: () => 'too-short' }
    const moody = new MoodyStore()
    await start({ session: { store: moody, ...ids }, coordination: moody.coordination })
    expect((await app.browser().post('/login?sub=alice')).text).toContain('session.genid')
  })

  it('cookie tossing: two cookies of our name are no session, and an event', async () => {
    await start()
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    const [value = ''] = browser.cookies.values()
    const events: unknown[] = []
    const listen = (message: unknown) => events.push(message)
    subscribe('tandem-auth:session.refused', listen)
    const ask = async (cookie: string) => (await fetch(`${app.url}/whoami`, { headers: { cookie } })).text()
    expect(await ask(`tandem=${value}; tandem=planted`)).toBe('null')
    expect(await ask(`tandem=planted; other=1; tandem=${value}`)).toBe('null')
    expect(events).toEqual([{ reason: 'repeated cookie' }, { reason: 'repeated cookie' }])
    expect(await ask(`tandem-login-1=tandem; tandem=${value}`)).toBe('"alice"')
    unsubscribe('tandem-auth:session.refused', listen)
  })

  it('a row of another version of this package is not a login', async () => {
    await start()
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    const set = store.set.bind(store)
    store.set = (id, row, done) => set(id, { ...row, tandem: { ...row.tandem, v: 2 } }, done)
    await browser.post('/write?cart=apples')
    expect((await browser.get('/whoami')).text).toBe('null')
    expect((await browser.get('/read')).text).toBe('"apples"')
  })
})

it('a store without coordination is a TypeError', () => {
  expect(() => parseSessionConfig({ secureCookies: true, session: { store: new MoodyStore() } })).toThrow(
    /^clientSession: "coordination" is required/,
  )
})

// As express-session signs: by cookie-signature, with the first of the keys for this purpose.
function signedCookie(id: string): string {
  const [{ key }] = createKeyRing([secret]).keys('session cookie')
  const signature = createHmac('sha256', key.toString('base64url')).update(id).digest('base64').replace(/=+$/, '')
  return encodeURIComponent(`s:${id}.${signature}`)
}
