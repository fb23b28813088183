import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { atProvider, locationOf, navigation, setCookies } from '../../test/login-browser.js'
import { startWebApp, type WebApp } from '../../test/web-app.js'
import { attemptSilentLogin } from '../index.js'

const user = { sub: 'jane' }
const ok = { ok: true }
let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer({ user })
  app = await startWebApp<never, unknown>(issuer, {
    define: (express) => {
      express.get('/maybe', attemptSilentLogin(), (_req, res) => void res.json(ok))
    },
  })
})
afterEach(() => issuer.setUser(user))
afterAll(async () => {
  await app.close()
  await issuer.close()
})

describe('attemptSilentLogin', () => {
  it('logs in whom the provider knows, without showing anything', async () => {
    const browser = app.browser()
    const asked = await browser.get('/maybe')
    expect(new URL(locationOf(asked)).searchParams.get('prompt')).toBe('none')
    await browser.get(locationOf(await atProvider(locationOf(asked))))
    expect((await browser.get('/maybe')).status).toBe(200)
    expect((await browser.get('/')).body.user.sub).toBe('jane')
  })

  it('comes back not logged in from a provider that knows nobody, and doesn’t go in circles', async () => {
    issuer.setUser(undefined)
    const browser = app.browser()
    const asked = await browser.get('/maybe')
    const back = await browser.get(locationOf(await atProvider(locationOf(asked))))
    expect([back.status, locationOf(back)]).toEqual([303, `${app.baseUrl}/maybe`])
    expect((await browser.get('/maybe')).status).toBe(200)
    expect((await browser.get('/')).body.user).toBeNull()
  })

  it('leaves whoever has just logged out alone', async () => {
    const browser = app.browser()
    await browser.logIn()
    await browser.post('/logout')
    expect((await browser.get('/maybe')).status).toBe(200)
  })

  it.each(['login_required', 'access_denied', 'invalid_request', 'server_error', 'something_new'])(
    'that ends in %s leaves the page what it was',
    async (error) => {
      const browser = app.browser()
      const asked = await browser.get('/maybe')
      issuer.nextAuthorizationError(error)
      const back = await browser.get(locationOf(await atProvider(locationOf(asked))))
      expect([back.status, locationOf(back)]).toEqual([303, `${app.baseUrl}/maybe`])
      expect((await browser.get('/maybe')).status).toBe(200)
    },
  )

  it('whose token request fails leaves the page what it was, and the event says why', async () => {
    const codes: unknown[] = []
    const note = (message: unknown) => void codes.push((message as { code: unknown }).code)
    subscribe('tandem-auth:login.failed', note)
    const browser = app.browser()
    const asked = await browser.get('/maybe')
    issuer.respondWith('token', { status: 500, body: {} })
    const back = await browser.get(locationOf(await atProvider(locationOf(asked))))
    issuer.restore()
    unsubscribe('tandem-auth:login.failed', note)
    expect([back.status, locationOf(back), codes]).toEqual([303, `${app.baseUrl}/maybe`, ['ERR_PROVIDER_UNAVAILABLE']])
  })

  it('shows the page while the metadata can’t be fetched', async () => {
    const down = await startIssuer()
    const own = await startWebApp<never, unknown>(down, {
      define: (express) => void express.get('/maybe', attemptSilentLogin(), (_req, res) => void res.json(ok)),
    })
    await down.close()
    const response = await own.browser().get('/maybe')
    await own.close()
    expect([response.status, response.body]).toEqual([200, ok])
  })

  it('starts nothing for a script', async () => {
    const response = await app.browser().get('/maybe', { ...navigation, 'Sec-Fetch-Mode': 'cors' })
    expect([response.status, setCookies(response)]).toEqual([200, []])
  })
})
