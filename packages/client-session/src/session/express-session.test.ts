import type { RequestHandler } from 'express'
import session from 'express-session'
import { moveClock, takeClock } from '../../test/clock.js'
import { MoodyStore } from '../../test/moody-store.js'
import { type SessionsApp, startSessionsApp } from '../../test/sessions-app.js'
import { parseSessionConfig } from './session-config.js'

let app: SessionsApp

afterEach(async () => {
  jest.useRealTimers()
  await app.close()
})

describe('the cookie of the session', () => {
  it('has no Max-Age unless it was asked for, and is HttpOnly and Lax', async () => {
    const { coordination } = new MoodyStore()
    app = await startSessionsApp({ session: {}, coordination })
    const { setCookies } = await app.browser().post('/login')
    expect(setCookies).toEqual([expect.stringMatching(/^tandem=s%3A[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)])
    await app.close()
    const moody = new MoodyStore()
    app = await startSessionsApp({
      session: { store: moody, cookie: { maxAge: 60_000 } },
      coordination: moody.coordination,
    })
    expect((await app.browser().post('/login')).setCookies).toEqual([expect.stringContaining('; Expires=')])
  })

  it.each([
    ['is renewed with activity', undefined, 1],
    ['stays as it is where that is asked for', false, 0],
  ])('with a Max-Age %s', async (_name, rolling, count) => {
    const { coordination } = new MoodyStore()
    const options = { cookie: { maxAge: 60_000 }, ...(rolling !== undefined && { rolling }) }
    app = await startSessionsApp({ session: options, coordination })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    const { setCookies, text } = await browser.get('/whoami')
    expect([text, setCookies.length]).toEqual(['"alice"', count])
    // An anonymous visitor gets none.
    expect((await app.browser().get('/whoami')).setCookies).toEqual([])
  })

  it('is __Host-, Secure and for the whole host over https', async () => {
    const moody = new MoodyStore()
    const before: RequestHandler = (req, _res, next) => {
      req.headers['x-forwarded-proto'] = 'https'
      next()
    }
    app = await startSessionsApp({
      secureCookies: true,
      session: { store: moody, proxy: true },
      coordination: moody.coordination,
      before,
    })
    const { setCookies } = await app.browser().post('/login')
    expect(setCookies).toEqual([
      expect.stringMatching(/^__Host-tandem=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ])
  })

  it.each([
    ['sameSite', { sameSite: 'Strict' }],
    ['secure', { secure: false }],
    ['domain', { domain: 'example.com' }],
    ['path', { path: '/app' }],
  ])('a cookie option that cannot work throws: %s', (named, cookie) => {
    const config = { secureCookies: true, session: { cookie: cookie as object } }
    expect(() => parseSessionConfig(config)).toThrow(new RegExp(`^clientSession: "session.cookie.*${named}`))
  })
})

describe('a session that the app has mounted itself', () => {
  const appSession = () => session({ secret: 'the secret of the app', resave: false, saveUninitialized: false })

  it('is used, with everything that holds for our own', async () => {
    const { coordination } = new MoodyStore()
    app = await startSessionsApp({ before: appSession(), coordination })
    const browser = app.browser()
    await browser.post('/write?cart=apples')
    const planted = browser.copy()
    await browser.post('/login?sub=alice')
    expect((await browser.get('/whoami')).text).toBe('"alice"')
    expect((await browser.get('/read')).text).toBe('"apples"')
    expect((await planted.get('/read')).text).toBe('null')
    const writing = browser.copy().post('/slow-write')
    while (app.gate.waiting === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const thief = browser.copy()
    await browser.copy().post('/logout')
    app.gate.open()
    await writing
    expect((await thief.get('/whoami')).text).toBe('null')
  })

  it('ends by our limits, not by its own', async () => {
    takeClock()
    app = await startSessionsApp({ before: appSession(), coordination: 'single-process', idleTimeout: 600 })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    await browser.post('/write?cart=apples')
    moveClock(601_000)
    expect((await browser.get('/whoami')).text).toBe('null')
    expect((await browser.get('/read')).text).toBe('null')
  })

  it('is 500 beside a session of ours, and without coordination', async () => {
    app = await startSessionsApp({ before: appSession(), session: {} })
    expect(await app.browser().get('/whoami')).toMatchObject({ status: 500, text: '{"code":"ERR_SESSION_TWICE"}' })
    await app.close()
    app = await startSessionsApp({ before: appSession() })
    expect(await app.browser().get('/whoami')).toMatchObject({
      status: 500,
      text: '{"code":"ERR_COORDINATION_REQUIRED"}',
    })
  })

  it('is 503 when it is missing because its store has disconnected', async () => {
    const moody = new MoodyStore()
    const before = session({
      store: moody as never,
      secret: 'the secret of the app',
      resave: false,
      saveUninitialized: false,
    })
    app = await startSessionsApp({ before, coordination: moody.coordination })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    moody.emit('disconnect')
    expect(await browser.get('/whoami')).toMatchObject({ status: 503, text: '{"code":"ERR_SESSION_STORE"}' })
  })
})
