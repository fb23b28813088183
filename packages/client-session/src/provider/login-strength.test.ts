import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { atProvider, type Browser, locationOf } from '../../test/login-browser.js'
import { startWebApp, type WebApp } from '../../test/web-app.js'
import { requireRecentLogin } from '../index.js'

const user = { sub: 'jane' }
const ok = { ok: true }
let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer({ user })
  app = await startWebApp<never, unknown>(issuer, {
    define: (express) => {
      express.get('/recent', requireRecentLogin({ maxAge: 60 }), (_req, res) => void res.json(ok))
      express.get('/strong', requireRecentLogin({ acr: ['gold', 'silver'] }), (_req, res) => void res.json(ok))
    },
  })
})
afterEach(() => issuer.setUser(user))
afterAll(async () => {
  await app.close()
  await issuer.close()
})

describe('requireRecentLogin', () => {
  /** Follows a page to the provider and back to the callback. */
  async function authenticate(browser: Browser, path: string) {
    return browser.get(locationOf(await atProvider(locationOf(await browser.get(path)))))
  }

  it('asks with max_age, believes what auth_time says, and lets pass', async () => {
    const browser = app.browser()
    const asked = await browser.get('/recent')
    expect(new URL(locationOf(asked)).searchParams.get('max_age')).toBe('60')
    expect(locationOf(await browser.get(locationOf(await atProvider(locationOf(asked)))))).toBe(`${app.baseUrl}/recent`)
    expect((await browser.get('/recent')).status).toBe(200)
  })

  it('asks again once when the provider let an old login pass, then says 403, and keeps the session', async () => {
    const browser = app.browser()
    const asked = await firstAsk(browser)
    const cookie = browser.cookies.get(browser.sessionCookieName)
    const auth_time = Math.floor(Date.now() / 1000) - 3600
    for (let count = 0; count < 2; count++) issuer.nextIdToken((claims) => void Object.assign(claims, { auth_time }))
    const own = await browser.get(locationOf(await atProvider(locationOf(asked))))
    expect([own.status, new URL(locationOf(own)).searchParams.get('prompt')]).toEqual([302, 'login'])
    const told = await browser.get(locationOf(await atProvider(locationOf(own))))
    expect([told.status, told.body.code]).toEqual([403, 'ERR_LOGIN_NOT_RECENT'])
    expect(browser.cookies.get(browser.sessionCookieName)).toBe(cookie)
    expect((await browser.get('/profile')).status).toBe(200)
  })

  /** A logged-in user whose login at the provider is unknown in age comes to a page that needs a recent one. */
  async function firstAsk(browser: Browser) {
    issuer.nextIdToken((claims) => void Object.assign(claims, { auth_time: undefined }))
    await browser.logIn()
    return browser.get('/recent')
  }

  it('takes a login of unknown age for an old one', async () => {
    const browser = app.browser()
    expect((await firstAsk(browser)).status).toBe(302)
  })

  it('refuses a login without auth_time where one was asked for', async () => {
    const browser = app.browser()
    for (let count = 0; count < 2; count++)
      issuer.nextIdToken((claims) => void Object.assign(claims, { auth_time: undefined }))
    const again = await authenticate(browser, '/recent')
    const told = await browser.get(locationOf(await atProvider(locationOf(again))))
    expect(told.body.code).toBe('ERR_LOGIN_NOT_RECENT')
    expect((await browser.get('/')).body.user).toBeNull()
  })

  it('asks for a stronger login by acr_values, and checks the acr that comes back', async () => {
    const browser = app.browser()
    await browser.logIn()
    const asked = await browser.get('/strong')
    expect(new URL(locationOf(asked)).searchParams.get('acr_values')).toBe('gold silver')
    await browser.get(locationOf(await atProvider(locationOf(asked))))
    expect((await browser.get('/strong')).status).toBe(200)

    const weak = app.browser()
    for (let count = 0; count < 2; count++)
      issuer.nextIdToken((claims) => void Object.assign(claims, { acr: 'bronze' }))
    const again = await authenticate(weak, '/strong')
    const told = await weak.get(locationOf(await atProvider(locationOf(again))))
    expect([told.status, told.body.code]).toEqual([403, 'ERR_LOGIN_NOT_RECENT'])
  })

  it('tells a script what is needed', async () => {
    const browser = app.browser()
    const response = await browser.get('/strong', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' })
    expect([response.status, JSON.parse(response.text).acr_values]).toEqual([401, 'gold silver'])
  })
})
