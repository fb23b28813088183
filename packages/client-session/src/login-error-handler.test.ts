import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { AuthError } from '@tandem-auth/tokens'
import { MoodyStore } from '../test/moody-store.js'
import { startWebApp, type WebApp } from '../test/web-app.js'
import { loginErrorHandler, requireUserClaim } from './index.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer()
  app = await startWebApp<never, unknown>(issuer, {
    define(express) {
      express.get('/admin', requireUserClaim('admin'), (_req, res) => void res.json({}))
      express.get('/other', () => {
        throw Object.assign(new Error('something of the app'), { status: 418 })
      })
      express.get('/down', () => {
        throw new AuthError('ERR_SESSION_STORE')
      })
      express.get('/unreachable', () => {
        throw new AuthError('ERR_PROVIDER_UNAVAILABLE')
      })
      express.use(loginErrorHandler())
    },
  })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

describe('loginErrorHandler', () => {
  it('shows a page that everybody can read, with a way on', async () => {
    issuer.nextAuthorizationError('access_denied', '<img src=x onerror=alert(1)>')
    const response = await app.browser().logIn()
    expect(response.status).toBe(403)
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(response.headers['content-security-policy']).toContain("default-src 'none'")
    expect(response.text).toMatch(/<html lang="en">/)
    expect(response.text).toContain('<h1>You were not signed in</h1>')
    expect(response.text).toContain('<a href="/login">Sign in</a>')
  })

  it('answers 503 to a browser, too, when the session itself can’t be read', async () => {
    const store = new MoodyStore()
    const define = (express: { use(handler: unknown): void }) => express.use(loginErrorHandler())
    const away = await startWebApp(issuer, { session: { store }, coordination: store.coordination, define })
    const browser = away.browser()
    await browser.logIn()
    store.mood = 'failing'
    const response = await browser.get('/profile', { Accept: 'text/html' })
    await away.close()
    expect(response.status).toBe(503)
    expect(response.headers['retry-after']).toBe('5')
    expect(response.text).toContain('<a href="">Try again</a>')
  })

  it('shows not a word of the provider’s or of the address (reflected XSS, CVE-2021-32702)', async () => {
    const marker = '"><script>alert(1)</script>'
    issuer.nextAuthorizationError(marker, marker)
    const responses = [
      await app.browser().logIn(),
      await app.browser().get(`/callback?state=${encodeURIComponent(marker)}&code=${encodeURIComponent(marker)}`),
    ]
    for (const response of responses) {
      expect(response.status).toBe(400)
      expect(response.text).not.toMatch(/script|alert/)
    }
  })

  it('tells programs by problem+json', async () => {
    const response = await app.browser().get('/callback?state=a&code=b', { Accept: 'application/json' })
    expect(response.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(response.text)).toEqual({
      ...{ status: 400, code: 'ERR_LOGIN_STATE' },
      title: 'the login was not started in this browser or has been used',
    })
  })

  it.each([
    ['/admin', 403, 'You cannot open this page'],
    ['/down', 503, 'This page cannot be shown now'],
    ['/unreachable', 503, 'Signing in is not possible now'],
  ])('%s is %i: %s', async (path, status, title) => {
    const browser = app.browser()
    await browser.logIn()
    const response = await browser.get(path)
    expect([response.status, response.text.includes(title)]).toEqual([status, true])
    expect(response.headers['retry-after']).toBe(status === 503 ? '5' : undefined)
  })

  it('leaves the app’s own errors alone', async () => {
    const response = await app.browser().get('/other')
    expect([response.status, response.body.message]).toEqual([418, 'something of the app'])
  })
})
