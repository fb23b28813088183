import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import helmet from 'helmet'
import { atProvider, type Browser, locationOf, setCookies } from '../../test/login-browser.js'
import { secureBaseUrl, startWebApp, type WebApp } from '../../test/web-app.js'

let signingKey: SigningKey
let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  signingKey = await generateSigningKey()
  issuer = await startIssuer({ signingKey })
  app = await startWebApp<never, unknown>(issuer, {
    before: (express) => void express.use(helmet()),
    define: (express, web) => {
      express.post('/leave', (req, _res, next) => void web.of(req).logout({ returnTo: '/bye' }).catch(next))
    },
  })
})
afterEach(() => issuer.restore())
afterAll(async () => {
  await app.close()
  await issuer.close()
})

async function loggedIn(): Promise<Browser> {
  const browser = app.browser()
  await browser.logIn()
  issuer.resetRequests()
  return browser
}

function isProviderLogout(url: string): boolean {
  return url.startsWith(`${issuer.metadata.end_session_endpoint}?`)
}

describe('POST /logout', () => {
  it.each(['head', 'options', 'put'] as const)('is 405 for %s and logs nobody out', async (method) => {
    const browser = await loggedIn()
    const response = await browser.send(method, '/logout')
    expect([response.status, response.headers.allow]).toEqual([405, 'POST'])
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('ends the session here, and goes on to the provider by a page that any form-action allows', async () => {
    const browser = await loggedIn()
    const cookie = browser.cookies.get(browser.sessionCookieName)
    const response = await browser.post('/logout')
    expect([response.status, locationOf(response)]).toEqual([303, `${app.baseUrl}/logout/continue`])
    expect(response.headers).toMatchObject({ 'clear-site-data': '"cache"', 'cache-control': 'private, no-store' })
    browser.cookies.set(browser.sessionCookieName, cookie ?? '')
    expect(await browser.isLoggedIn()).toBe(false)

    const page = await browser.get('/logout/continue')
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      ),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': expect.stringContaining('no-store'),
    })
    expect(page.text).not.toMatch(/<script|\son\w+=/)
    const [, url = ''] = /content="0; url=([^"]+)"/.exec(page.text) ?? []
    const target = new URL(url.replaceAll('&amp;', '&'))
    expect(isProviderLogout(target.href)).toBe(true)
    expect(Object.fromEntries(target.searchParams)).toEqual({
      client_id: 'client-1',
      post_logout_redirect_uri: app.baseUrl,
      logout_hint: issuer.sessions.at(-1)?.sid,
    })
    expect(page.text).toContain(`<a href="${url}">`)
    expect(locationOf(await atProvider(target.href))).toBe(`${app.baseUrl}/`)
    expect(issuer.sessions.at(-1)?.ended).toBe(true)
    expect(issuer.violations).toEqual([])
  })

  it('shows the page once, and without a logout leads home', async () => {
    const browser = await loggedIn()
    await browser.post('/logout')
    await browser.get('/logout/continue')
    const again = await browser.get('/logout/continue')
    expect([again.status, locationOf(again)]).toEqual([303, `${app.baseUrl}/`])
  })

  it('takes no address for the page from a forged cookie (open redirect)', async () => {
    const browser = app.browser()
    browser.cookies.set('tandem-logout', Buffer.from('https://evil.example').toString('base64url'))
    expect(locationOf(await browser.get('/logout/continue'))).toBe(`${app.baseUrl}/`)
  })

  it('has the refresh token revoked, and doesn’t wait for it', async () => {
    const browser = await loggedIn()
    const revoked = issuer.revokedTokens.length
    await browser.post('/logout')
    for (let tries = 0; tries < 50 && issuer.revokedTokens.length === revoked; tries++) await pause(20)
    expect(issuer.revokedTokens).toHaveLength(revoked + 1)
  })

  it('works while the provider is down: its failure keeps nobody logged in', async () => {
    const browser = await loggedIn()
    await issuer.down()
    try {
      const response = await browser.post('/logout')
      expect(response.status).toBe(303)
      expect(await browser.isLoggedIn()).toBe(false)
    } finally {
      await issuer.up()
    }
  })

  it('of nobody leads home, never to the provider', async () => {
    const response = await app.browser().post('/logout')
    expect([response.status, locationOf(response)]).toEqual([303, `${app.baseUrl}/`])
  })

  it.each([
    ['a foreign Origin', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
    ['a foreign Origin alone', { Origin: 'https://evil.example', 'Sec-Fetch-Site': '' }],
    ['a neighbouring domain', { Origin: 'https://other.example.com', 'Sec-Fetch-Site': 'same-site' }],
    ['a sandboxed frame', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
  ])('from %s is 403 and logs nobody out (logout CSRF)', async (_name, headers) => {
    const browser = await loggedIn()
    const response = await browser.post('/logout', { headers })
    expect([response.status, response.body.code]).toEqual([403, 'ERR_CROSS_SITE'])
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('from a form of our own under Referrer-Policy no-referrer has the origin "null", and works', async () => {
    const browser = await loggedIn()
    expect((await browser.post('/logout', { headers: { Origin: 'null' } })).status).toBe(303)
  })

  it('takes no address to return to from the request (open redirect)', async () => {
    const browser = await loggedIn()
    await browser.post('/logout?returnTo=https://evil.example', { form: { returnTo: 'https://evil.example' } })
    expect((await browser.get('/logout/continue')).text).not.toContain('evil')
  })
})

describe('GET /logout', () => {
  it.each(['same-origin', 'none'])('that the user made here (%s) is 302 to the provider', async (site) => {
    const browser = await loggedIn()
    const response = await browser.get('/logout', { 'Sec-Fetch-Site': site })
    expect([response.status, isProviderLogout(locationOf(response))]).toEqual([302, true])
    expect(await browser.isLoggedIn()).toBe(false)
  })

  it.each(['cross-site', 'same-site', ''])(
    'from elsewhere (%j) is 405 and logs nobody out (logout CSRF)',
    async (site) => {
      const browser = await loggedIn()
      const response = await browser.get('/logout', { 'Sec-Fetch-Site': site })
      expect([response.status, response.headers.allow]).toEqual([405, 'POST'])
      expect(await browser.isLoggedIn()).toBe(true)
    },
  )
})

describe('GET /logout that nobody asked for', () => {
  it.each<[string, Record<string, string>]>([
    ['a prerendered address', { 'Sec-Fetch-Site': 'none', 'Sec-Purpose': 'prefetch;prerender' }],
    ['a prefetched link', { 'Sec-Fetch-Site': 'same-origin', Purpose: 'prefetch' }],
    ['an image in a page', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }],
    ['a frame in a page', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'iframe' }],
  ])('%s is 405 and logs nobody out (logout CSRF)', async (_name, headers) => {
    const browser = await loggedIn()
    const response = await browser.get('/logout', headers)
    expect([response.status, response.headers.allow]).toEqual([405, 'POST'])
    expect(await browser.isLoggedIn()).toBe(true)
  })
})

describe('web.of(req).logout', () => {
  it('returns to a path of this app', async () => {
    const browser = await loggedIn()
    await browser.post('/leave')
    expect((await browser.get('/logout/continue')).text).toContain(encodeURIComponent(`${app.baseUrl}/bye`))
  })
})

describe('the provider', () => {
  async function logoutWith(metadata: Record<string, unknown>, options = {}): Promise<string> {
    const other = await startIssuer({ signingKey, metadata })
    const own = await startWebApp<never, unknown>(other, options)
    try {
      const browser = own.browser()
      await browser.logIn()
      return locationOf(await browser.get('/logout'))
    } finally {
      await own.close()
      await other.close()
    }
  }

  it('is left alone with logout.provider false, and where it has no logout', async () => {
    expect(new URL(await logoutWith({}, { logout: { provider: false } })).pathname).toBe('/')
    expect(new URL(await logoutWith({ end_session_endpoint: undefined })).pathname).toBe('/')
  })

  it('with a logout over http, elsewhere than on loopback, is left alone: an ID token may go along', async () => {
    const url = await logoutWith({ end_session_endpoint: 'http://provider.example/logout' })
    expect(new URL(url).pathname).toBe('/')
  })

  it('of Auth0, told by its metadata, without an end_session_endpoint: its own address', async () => {
    const metadata = {
      end_session_endpoint: undefined,
      mfa_challenge_endpoint: 'https://tenant.auth0.com/mfa/challenge',
    }
    const url = new URL(await logoutWith(metadata))
    expect([url.pathname, [...url.searchParams.keys()]]).toEqual(['/v2/logout', ['client_id', 'returnTo']])
  })

  it('gets the ID token as a hint where it is kept, and not the sid', async () => {
    const url = new URL(await logoutWith({}, { logout: { keepIdToken: true } }))
    expect(url.searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(url.searchParams.has('logout_hint')).toBe(false)
  })
})

describe('Clear-Site-Data', () => {
  it('is what the options say, and never about cookies, which belong to the whole domain', async () => {
    const own = await startWebApp<never, unknown>(issuer, {
      baseUrl: secureBaseUrl,
      logout: { clearSiteData: ['cache', 'storage'] },
    })
    const browser = own.browser()
    await browser.logIn()
    expect((await browser.post('/logout')).headers['clear-site-data']).toBe('"cache", "storage"')
    await own.close()
    const cookies = { logout: { clearSiteData: ['cookies'] as unknown as ['cache'] } }
    await expect(startWebApp(issuer, cookies)).rejects.toThrow('clientSession: "logout.clearSiteData"')
  })
})

describe('after a logout', () => {
  it('Back shows nothing private: every answer to a logged-in user was no-store', async () => {
    const browser = await loggedIn()
    expect((await browser.get('/profile')).headers['cache-control']).toContain('no-store')
    await browser.post('/logout')
    expect((await browser.get('/profile')).status).toBe(302)
  })

  it('the session cookie is of no use, and what is left of cookies says nothing', async () => {
    const browser = await loggedIn()
    const response = await browser.post('/logout')
    for (const cookie of setCookies(response)) expect(cookie).not.toContain('user-1')
    expect(await browser.isLoggedIn()).toBe(false)
  })
})

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
