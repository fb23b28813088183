import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { AuthError } from '@tandem-auth/tokens'
import type { Express } from 'express'
import { MoodyStore } from '../test/moody-store.js'
import { startWebApp, type WebApp } from '../test/web-app.js'
import { loginErrorHandler, requireUserClaim } from './index.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer()
  app = await startWebApp<never, unknown>(issuer, {
    define(express) {
      defineFailures(express)
      express.use(loginErrorHandler())
    },
  })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

function defineFailures(express: Express): void {
  express.get('/admin', requireUserClaim('admin', 'yes'), (_req, res) => void res.json({}))
  express.get('/other', () => {
    throw Object.assign(new Error('something of the app'), { status: 418 })
  })
  const codes = ['ERR_SESSION_STORE', 'ERR_PROVIDER_UNAVAILABLE', 'ERR_API_UNAVAILABLE', 'ERR_LOGIN_REQUIRED'] as const
  for (const code of codes) {
    express.get(`/${code}`, () => {
      throw new AuthError(code, { hint: `A hint for ${code}, with <b>.` })
    })
  }
}

describe('the page for a browser', () => {
  it('can be read by everybody, with a link that leads on', async () => {
    issuer.nextAuthorizationError('access_denied', '<img src=x onerror=alert(1)>')
    const response = await app.browser().logIn()
    expect(response.status).toBe(403)
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(response.headers['content-security-policy']).toContain("default-src 'none'")
    expect(response.text).toMatch(/<html lang="en">/)
    expect(response.text).toContain('<h1>You were not signed in</h1>')
    expect(response.text).toContain('<a href="/login?returnTo=%2F">Sign in</a>')
  })

  it('leads back to where the login was going', async () => {
    issuer.nextAuthorizationError('access_denied')
    const response = await app.browser().logIn('/login?returnTo=/orders?page=2')
    expect(response.text).toContain('<a href="/login?returnTo=%2Forders%3Fpage%3D2">Sign in</a>')
  })

  it('is 503 too when the session itself can’t be read', async () => {
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

  it('shows no word of the provider’s or of the URL (reflected XSS, CVE-2021-32702)', async () => {
    const marker = '"><script>alert(1)</script>'
    issuer.nextAuthorizationError(marker, marker)
    const responses = [
      await app.browser().logIn(),
      await app.browser().get(`/callback?state=${encodeURIComponent(marker)}&code=${encodeURIComponent(marker)}`),
      await app.browser().get(`/ERR_LOGIN_REQUIRED?${marker}`),
    ]
    for (const response of responses) {
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(response.text).not.toMatch(/<script|"><|<img/)
    }
  })

  it.each([
    ['/admin', 403, 'You cannot open this page', '/login?returnTo=%2Fadmin'],
    ['/ERR_LOGIN_REQUIRED?a=1', 401, 'Please sign in again', '/login?returnTo=%2FERR_LOGIN_REQUIRED%3Fa%3D1'],
    ['/ERR_SESSION_STORE', 503, 'This page cannot be shown now', ''],
    ['/ERR_API_UNAVAILABLE', 502, 'This page cannot be shown now', ''],
    ['/ERR_PROVIDER_UNAVAILABLE', 503, 'This page cannot be shown now', ''],
    ['/login?returnTo=/a&returnTo=/b', 400, 'You were not signed in', '/login'],
  ])('for %s is %i: %s', async (path, status, title, link) => {
    const browser = app.browser()
    await browser.logIn()
    const response = await browser.get(path)
    expect([response.status, /<h1>(.*)<\/h1>/.exec(response.text)?.[1]]).toEqual([status, title])
    expect(/<a href="(.*?)"/.exec(response.text)?.[1]).toBe(link)
    expect(response.headers['retry-after']).toBe(status === 503 ? '5' : undefined)
  })

  it('says that signing in isn’t possible where it was signing in that failed', async () => {
    const own = await startIssuer()
    const away = await startWebApp(own, { define: (express) => void express.use(loginErrorHandler()) })
    await own.close()
    const response = await away.browser().get('/login')
    await away.close()
    expect([response.status, response.text.includes('Signing in is not possible now')]).toEqual([503, true])
  })
})

describe('for programs', () => {
  it('it is application/problem+json, as everywhere', async () => {
    const response = await app.browser().get('/callback?state=a&code=b', { Accept: 'application/json' })
    expect(response.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(response.text)).toEqual({
      ...{ type: 'about:blank', title: 'Bad Request', status: 400, code: 'ERR_LOGIN_STATE' },
      detail: 'the login was not started in this browser or has been used',
    })
  })
})

it('leaves the app’s own errors alone', async () => {
  const response = await app.browser().get('/other')
  expect([response.status, response.body.message]).toEqual([418, 'something of the app'])
})

describe('options', () => {
  const json = { Accept: 'application/json' }

  async function openWith(options: Parameters<typeof loginErrorHandler>[0]): Promise<WebApp<never, unknown>> {
    return startWebApp<never, unknown>(issuer, {
      define(express) {
        defineFailures(express)
        express.use(loginErrorHandler(options))
      },
    })
  }

  it('hints puts the developer’s hint on the page, escaped, and into the problem', async () => {
    const own = await openWith({ hints: true })
    const page = await own.browser().get('/ERR_API_UNAVAILABLE')
    const problem = await own.browser().get('/ERR_API_UNAVAILABLE', json)
    await own.close()
    expect(page.text).toContain('<code>A hint for ERR_API_UNAVAILABLE, with &lt;b&gt;.</code>')
    expect(JSON.parse(problem.text).hint).toBe('A hint for ERR_API_UNAVAILABLE, with <b>.')
  })

  it('without hints nobody sees one', async () => {
    const responses = [
      await app.browser().get('/ERR_API_UNAVAILABLE'),
      await app.browser().get('/ERR_API_UNAVAILABLE', json),
    ]
    for (const { text } of responses) expect(text).not.toContain('hint')
  })

  it('render makes the page in the app’s own words, for browsers only', async () => {
    const own = await openWith({ render: ({ status, code }, { url }) => `<h1>Oh no: ${status} ${code} at ${url}</h1>` })
    const page = await own.browser().get('/ERR_API_UNAVAILABLE')
    const problem = await own.browser().get('/ERR_API_UNAVAILABLE', json)
    await own.close()
    expect([page.status, page.text]).toEqual([502, '<h1>Oh no: 502 ERR_API_UNAVAILABLE at /ERR_API_UNAVAILABLE</h1>'])
    expect([page.headers['content-type'], page.headers['cache-control']]).toEqual([
      'text/html; charset=utf-8',
      'no-store',
    ])
    expect(problem.headers['content-type']).toBe('application/problem+json')
  })

  it('hints are refused in production, and so is an option that doesn’t exist', () => {
    const before = process.env.NODE_ENV
    process.env.NODE_ENV = 'production'
    try {
      expect(() => loginErrorHandler({ hints: true })).toThrow('loginErrorHandler: "hints"')
      expect(() => loginErrorHandler()).not.toThrow()
    } finally {
      process.env.NODE_ENV = before
    }
    expect(() => loginErrorHandler({ hint: true } as object)).toThrow('did you mean "hints"?')
  })
})
