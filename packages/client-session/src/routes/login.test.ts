import { randomBytes } from 'node:crypto'
import { startIssuer } from '@tandem-auth/testing'
import { atProvider, locationOf, navigation, setCookies } from '../../test/login-browser.js'
import { app, issuer, signingKey } from '../../test/shared-app.js'
import { secret, secureBaseUrl, startWebApp, type WebApp } from '../../test/web-app.js'

describe('GET /login', () => {
  it('redirects to the provider with a code flow of its own: state, nonce, PKCE S256', async () => {
    const [one, two] = [await app.browser().get('/login'), await app.browser().get('/login')]
    expect(one.status).toBe(302)
    expect(one.headers).toMatchObject({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' })
    const [first, second] = [one, two].map((response) => new URL(locationOf(response)))
    expect(`${first?.origin}${first?.pathname}`).toBe(issuer.metadata.authorization_endpoint)
    expect(Object.fromEntries(first?.searchParams ?? [])).toEqual({
      client_id: 'client-1',
      response_type: 'code',
      redirect_uri: `${app.baseUrl}/callback`,
      scope: 'openid profile email',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first?.searchParams.get(name)).not.toBe(second?.searchParams.get(name))
    }
    expect(issuer.violations).toEqual([])
  })

  it('stores nothing and sets one cookie, that scripts and other sites cannot read', async () => {
    const cookies = setCookies(await app.browser().get('/login'))
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^tandem-login-[\w-]{16}=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600$/)
  })

  it.each(['head', 'options', 'put'] as const)('is 405 for %s and begins nothing', async (method) => {
    const response = await app.browser().send(method, '/login')
    expect([response.status, response.headers.allow, setCookies(response)]).toEqual([405, 'GET, POST', []])
  })

  it.each([
    ['a prefetch', { 'Sec-Purpose': 'prefetch' }],
    ['a prerender', { 'Sec-Purpose': 'prefetch;prerender' }],
    ['an old prefetch', { Purpose: 'prefetch' }],
    ['a script', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }],
    ['a frame', { 'Sec-Fetch-Dest': 'iframe' }],
  ])('starts nothing for %s', async (_name, headers) => {
    const response = await app.browser().get('/login', headers)
    expect([response.status, response.body.code, setCookies(response)]).toEqual([403, 'ERR_LOGIN_BACKGROUND', []])
  })

  it('passes nothing of the request on to the provider (parameter injection)', async () => {
    const response = await app
      .browser()
      .get(
        '/login?redirect_uri=https://evil.example&scope=admin&prompt=none&client_id=x&returnTo=%2Fprofile%26scope%3Dadmin',
      )
    const { searchParams } = new URL(locationOf(response))
    expect(searchParams.get('redirect_uri')).toBe(`${app.baseUrl}/callback`)
    expect(searchParams.get('scope')).toBe('openid profile email')
    expect([...searchParams.keys()]).not.toContain('prompt')
  })

  it('refuses a parameter that comes twice (parameter pollution)', async () => {
    const response = await app.browser().get('/login?returnTo=/a&returnTo=/b')
    expect([response.status, response.body.code]).toEqual([400, 'ERR_REQUEST_PARAMETER'])
  })
})

describe('loginParameters', () => {
  const loginParameters = { screen_hint: ['signup'], organization: (value: string) => value.startsWith('org_') }
  const asked = async (query: string) => {
    const own = await startWebApp<never, unknown>(issuer, { loginParameters })
    const response = await own.browser().get(`/login?${query}`)
    await own.close()
    return response
  }

  it('hand on what they allow, and nothing else', async () => {
    const { searchParams } = new URL(
      locationOf(await asked('screen_hint=signup&organization=org_1&connection=x&scope=admin')),
    )
    const got = ['screen_hint', 'organization', 'connection', 'scope'].map((name) => searchParams.get(name))
    expect(got).toEqual(['signup', 'org_1', null, 'openid profile email'])
  })

  it.each([
    'screen_hint=login',
    'organization=evil',
    'organization=org_1&organization=org_2',
    `organization=org_${'x'.repeat(300)}`,
  ])('refuse another value (%s)', async (query) => {
    const response = await asked(query)
    expect([response.status, response.body.code]).toEqual([400, 'ERR_REQUEST_PARAMETER'])
  })

  it.each([
    'scope',
    'prompt',
    'redirect_uri',
    'state',
    'response_mode',
    'request',
    'client_id',
    'acr_values',
    'resource',
    'dpop_jkt',
  ])('can’t name %s, a parameter of the protocol', async (name) => {
    await expect(startWebApp<never, unknown>(issuer, { loginParameters: { [name]: ['x'] } })).rejects.toThrow(
      `clientSession: "loginParameters" must not name ${name}`,
    )
  })
})

describe('returnTo', () => {
  it.each([
    ['/profile?tab=1', '/profile?tab=1'],
    ['', '/'],
    ['https://evil.example/', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/%5Cevil.example', '/'],
    ['/%2Fevil.example', '/'],
    ['/%09/evil.example', '/'],
    ['/a/..//evil.example', '/'],
    ['/a\\b', '/'],
    ['/a\nb', '/'],
    ['/.//evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['profile', '/'],
    ['/login', '/'],
    ['/logout', '/'],
    ['/callback?code=1', '/'],
  ])('%j leads to %j (open redirect)', async (returnTo, path) => {
    const response = await app.browser().logIn(`/login?returnTo=${encodeURIComponent(returnTo)}`)
    expect([response.status, locationOf(response)]).toEqual([303, app.baseUrl + path])
  })

  it('with a raw tab, and one that an evil prefix of our origin begins, leads home', async () => {
    for (const returnTo of ['/\t/evil.example', `${app.baseUrl}.evil.example/`, `${app.baseUrl}@evil.example/`]) {
      const response = await app.browser().logIn(`/login?returnTo=${encodeURIComponent(returnTo)}`)
      expect(locationOf(response)).toBe(`${app.baseUrl}/`)
    }
  })

  const longest = `/list?q=${randomBytes(1020).toString('hex')}`

  it('may have 2048 characters, and comes back whole', async () => {
    const browser = app.browser()
    const callback = await browser.authorize(`/login?returnTo=${encodeURIComponent(longest)}`)
    expect(browser.cookieHeader.length).toBeLessThan(4096)
    expect(locationOf(await browser.get(callback))).toBe(`${app.baseUrl}${longest}`)
  })

  it('that is longer is refused with a message, never cut', async () => {
    const response = await app.browser().get(`/login?returnTo=${encodeURIComponent(`${longest}x`)}`)
    expect([response.status, response.body.code, setCookies(response)]).toEqual([400, 'ERR_REQUEST_PARAMETER', []])
    const page = await app.browser().get(`/profile${longest.slice(5)}${'x'.repeat(10)}`)
    expect([page.status, page.body.code]).toEqual([400, 'ERR_REQUEST_PARAMETER'])
  })

  it('that is long leaves room for fewer logins at once: 7 kB of cookies at most, and the newest works', async () => {
    const browser = app.browser()
    let callback = ''
    for (let count = 0; count < 4; count++)
      callback = await browser.authorize(`/login?returnTo=${encodeURIComponent(longest)}`)
    expect(browser.cookieHeader.length).toBeLessThan(7200)
    expect(locationOf(await browser.get(callback))).toBe(`${app.baseUrl}${longest}`)
  })

  it('may name an allowed origin, exactly', async () => {
    const own = await startWebApp<never, unknown>(issuer, { allowedReturnOrigins: ['https://www.example.com'] })
    const leadsTo = async (returnTo: string) =>
      locationOf(await own.browser().logIn(`/login?returnTo=${encodeURIComponent(returnTo)}`))
    expect(await leadsTo('https://www.example.com/welcome?a=b#c')).toBe('https://www.example.com/welcome?a=b#c')
    expect(await leadsTo('https://www.example.com')).toBe('https://www.example.com/')
    for (const evil of [
      'https://www.example.com.evil.example/',
      'https://www.example.com@evil.example/',
      'https://evil.example/https://www.example.com',
      'http://www.example.com/',
      'https://www.example.com:8443/',
      'https://sub.www.example.com/',
      'https:\\\\www.example.com/',
      'javascript:alert(1)//https://www.example.com',
    ]) {
      expect([evil, await leadsTo(evil)]).toEqual([evil, `${own.baseUrl}/`])
    }
    await own.close()
  })
})

describe('a login that a third party begins', () => {
  it('starts for a configured issuer and comes back to this app alone', async () => {
    const browser = app.browser()
    const query = new URLSearchParams({
      iss: issuer.issuer,
      login_hint: 'jane@example.com',
      target_link_uri: `${app.baseUrl}/profile`,
    })
    const response = await browser.get(`/login?${query}`, { 'Sec-Fetch-Site': 'cross-site' })
    expect(new URL(locationOf(response)).searchParams.get('login_hint')).toBe('jane@example.com')
    const back = locationOf(await atProvider(locationOf(response)))
    expect(locationOf(await browser.get(back))).toBe(`${app.baseUrl}/profile`)
  })

  it('may be posted, and is answered with the GET that says the same', async () => {
    const browser = app.browser()
    const form = { iss: issuer.issuer, login_hint: 'jane', target_link_uri: '/profile', scope: 'admin' }
    const headers = { Origin: 'https://portal.example', 'Sec-Fetch-Site': 'cross-site' }
    const response = await browser.post('/login', { form, headers })
    expect([response.status, setCookies(response)]).toEqual([303, []])
    const url = new URL(locationOf(response))
    expect([url.pathname, [...url.searchParams.keys()]]).toEqual(['/login', ['iss', 'login_hint', 'target_link_uri']])
    expect(locationOf(await browser.logIn(url.href))).toBe(`${app.baseUrl}/profile`)
    expect((await browser.post('/login', { form: { returnTo: '/profile' } })).status).toBe(405)
  })

  it('is refused for another issuer, and a foreign target is ignored', async () => {
    const foreign = await app.browser().get('/login?iss=https://evil.example')
    expect([foreign.status, foreign.body.code, setCookies(foreign)]).toEqual([400, 'ERR_LOGIN_ISSUER', []])
    const response = await app.browser().logIn('/login?target_link_uri=https%3A%2F%2Fevil.example%2F')
    expect(locationOf(response)).toBe(`${app.baseUrl}/`)
  })
})

describe('many logins in one browser', () => {
  it('all work, in any order, when several tabs begin at once', async () => {
    const browser = app.browser()
    const callbacks = [await browser.authorize('/login?returnTo=/a'), await browser.authorize('/login?returnTo=/b')]
    const [second, first] = [await browser.get(callbacks[1] ?? ''), await browser.get(callbacks[0] ?? '')]
    expect([locationOf(first), locationOf(second)]).toEqual([`${app.baseUrl}/a`, `${app.baseUrl}/b`])
  })

  it('abandoned 200 times keep the cookies under 4 kB, the newest still works, and the oldest is gone', async () => {
    const browser = app.browser()
    const oldest = await browser.authorize()
    for (let count = 0; count < 200; count++) await browser.get(`/login?returnTo=/${'x'.repeat(150)}`)
    const newest = await browser.authorize('/login?returnTo=/profile')
    expect(browser.cookies.size).toBe(10)
    expect(browser.cookieHeader.length).toBeLessThan(4096)
    expect((await browser.get(oldest)).body.code).toBe('ERR_LOGIN_STATE')
    expect(locationOf(await browser.get(newest))).toBe(`${app.baseUrl}/profile`)
  })
})

describe('a login that began under an older secret', () => {
  it('is finished under the new one, by another process', async () => {
    const older = 'an older secret of thirty-two bytes, or so'
    const before = await startWebApp<never, unknown>(issuer, { secret: older })
    const after = await startWebApp<never, unknown>(issuer, { secret: [secret, older], baseUrl: before.baseUrl })
    const [begun, done] = [before.browser(), after.browser()]
    const callback = await begun.authorize()
    for (const [name, value] of begun.cookies) done.cookies.set(name, value)
    expect((await done.get(callback)).status).toBe(303)
    await before.close()
    await after.close()
  })
})

describe('with an https base URL', () => {
  let secure: WebApp<never, unknown>
  beforeAll(async () => {
    secure = await startWebApp<never, unknown>(issuer, { baseUrl: secureBaseUrl })
  })
  afterAll(() => secure.close())

  it('all cookies are Secure and have the prefix __Host-', async () => {
    const browser = secure.browser()
    const begun = await browser.get('/login')
    const done = await browser.get(locationOf(await atProvider(locationOf(begun))))
    const cookies = [...setCookies(begun), ...setCookies(done)]
    expect(cookies.map((cookie) => cookie.split(/[=-]login|=/)[0])).toEqual([
      '__Host-tandem',
      '__Host-tandem',
      '__Host-tandem',
    ])
    for (const cookie of cookies) expect(cookie).toMatch(/; Secure/)
    expect((await browser.get('/profile')).status).toBe(200)
  })

  it('a request over http is our own mistake, not an endless login', async () => {
    const response = await secure.browser().get('/login', { 'X-Forwarded-Proto': 'http' })
    expect([response.status, response.body.code, setCookies(response)]).toEqual([500, 'ERR_INSECURE_TRANSPORT', []])
    expect(response.body.hint).toContain('trust proxy')
  })
})

describe('when the provider is down', () => {
  it('a login is 503 with Retry-After, and nobody who is logged in notices', async () => {
    const other = await startIssuer({ signingKey })
    const own = await startWebApp<never, unknown>(other)
    try {
      await other.down()
      const response = await own.browser().get('/login')
      expect([response.status, response.body.code, response.headers['retry-after']]).toEqual([
        503,
        'ERR_METADATA_UNAVAILABLE',
        '5',
      ])
      expect(setCookies(response)).toEqual([])
      await other.up()
      const browser = own.browser()
      await browser.logIn()
      await other.down()
      expect((await browser.get('/profile', navigation)).status).toBe(200)
    } finally {
      await own.close()
      await other.close()
    }
  })
})
