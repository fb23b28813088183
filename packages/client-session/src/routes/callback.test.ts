import { startIssuer } from '@tandem-auth/testing'
import type { ErrorRequestHandler } from 'express'
import { atProvider, type Browser, locationOf, setCookies } from '../../test/login-browser.js'
import { app, issuer } from '../../test/shared-app.js'
import { secureBaseUrl, startWebApp, type WebApp } from '../../test/web-app.js'

/** The callback's answer to a changed answer of the provider. */
async function answerTo(change: (url: URL) => void, browser = app.browser()) {
  const url = new URL(await browser.authorize())
  change(url)
  return browser.get(url.href)
}

it('an error page of the app doesn’t hand on the address, with the code and the state in it', async () => {
  const own = await startWebApp<never, unknown>(issuer, {
    define: (express) => {
      const sayWhy: ErrorRequestHandler = (error, _req, res, _next) => void res.status(error.status).json({})
      express.use(sayWhy)
    },
  })
  const { status, headers } = await own.browser().get('/callback?code=c&state=s')
  await own.close()
  expect([status, headers['referrer-policy']]).toEqual([400, 'no-referrer'])
})

describe('the answer of the provider', () => {
  it.each([
    ['access_denied', 403, 'ERR_LOGIN_DENIED'],
    ['login_required', 400, 'ERR_LOGIN_REFUSED'],
    ['something_new', 400, 'ERR_LOGIN_REFUSED'],
    ['unauthorized_client', 500, 'ERR_CLIENT_REFUSED'],
    ['invalid_scope', 500, 'ERR_CLIENT_REFUSED'],
    ['server_error', 503, 'ERR_PROVIDER_UNAVAILABLE'],
    ['temporarily_unavailable', 503, 'ERR_PROVIDER_UNAVAILABLE'],
  ])('%s is %i %s, without a session', async (error, status, code) => {
    issuer.resetRequests()
    issuer.nextAuthorizationError(error, '<script>alert(1)</script>')
    const browser = app.browser()
    const response = await browser.logIn()
    expect([response.status, response.body.code]).toEqual([status, code])
    expect(response.body.message).not.toContain('script')
    // The developer learns the provider's reason. What users see is tested with loginErrorHandler.
    expect(response.body.hint).toContain(`'${error}': '<script>alert(1)</script>'`)
    expect(browser.cookies.size).toBe(0)
    expect(issuer.count('token')).toBe(0)
  })

  it.each<[string, number, string, (url: URL) => void]>([
    ['another state', 400, 'ERR_LOGIN_STATE', ({ searchParams }) => searchParams.set('state', 'x'.repeat(43))],
    ['no state', 400, 'ERR_LOGIN_RESPONSE', ({ searchParams }) => searchParams.delete('state')],
    ['no code', 400, 'ERR_LOGIN_RESPONSE', ({ searchParams }) => searchParams.delete('code')],
    ['two codes', 400, 'ERR_LOGIN_RESPONSE', ({ searchParams }) => searchParams.append('code', 'x')],
    ['two states', 400, 'ERR_LOGIN_RESPONSE', ({ searchParams }) => searchParams.append('state', 'x')],
    ['a code and an error', 400, 'ERR_LOGIN_RESPONSE', ({ searchParams }) => searchParams.set('error', 'x')],
    [
      'another issuer (mix-up)',
      400,
      'ERR_LOGIN_ISSUER',
      ({ searchParams }) => searchParams.set('iss', 'https://evil.example'),
    ],
    ['no issuer, where one is promised', 400, 'ERR_LOGIN_ISSUER', ({ searchParams }) => searchParams.delete('iss')],
  ])('with %s is %i %s, and no code is redeemed', async (_name, status, code, change) => {
    issuer.resetRequests()
    const browser = app.browser()
    const response = await answerTo(change, browser)
    expect([response.status, response.body.code]).toEqual([status, code])
    expect(issuer.count('token')).toBe(0)
    expect(await browser.isLoggedIn()).toBe(false)
  })

  it('with an error of another issuer is refused for its issuer (mix-up)', async () => {
    const response = await answerTo(({ searchParams }) => {
      searchParams.delete('code')
      searchParams.set('error', 'access_denied')
      searchParams.set('iss', 'https://evil.example')
    })
    expect([response.status, response.body.code]).toEqual([400, 'ERR_LOGIN_ISSUER'])
  })

  it('with another issuer is refused even where none is promised (mix-up)', async () => {
    const quiet = await startIssuer({ authorizationResponseIss: false })
    const own = await startWebApp<never, unknown>(quiet)
    expect((await own.browser().logIn()).status).toBe(303)
    const browser = own.browser()
    const url = new URL(await browser.authorize())
    url.searchParams.set('iss', 'https://evil.example')
    quiet.resetRequests()
    expect((await browser.get(url.href)).body.code).toBe('ERR_LOGIN_ISSUER')
    expect(quiet.count('token')).toBe(0)
    await own.close()
    await quiet.close()
  })

  it('may have a code of 4000 characters (Azure AD B2C)', async () => {
    const response = await answerTo(({ searchParams }) => searchParams.set('code', 'x'.repeat(4000)))
    // Sent to the provider, which doesn't know it.
    expect([response.status, response.body.code]).toEqual([400, 'ERR_LOGIN_CODE'])
  })

  it('with a wrong code is 400', async () => {
    const response = await answerTo(({ searchParams }) => searchParams.set('code', 'guessed'))
    expect([response.status, response.body.code]).toEqual([400, 'ERR_LOGIN_CODE'])
  })

  it('in a browser that began no login is refused (login CSRF, session swap)', async () => {
    const attacker = app.browser()
    const victim = app.browser()
    const callback = await attacker.authorize()
    issuer.resetRequests()
    const response = await victim.get(callback, { 'Sec-Fetch-Site': 'cross-site' })
    expect([response.status, response.body.code]).toEqual([400, 'ERR_LOGIN_STATE'])
    expect(issuer.count('token')).toBe(0)
    expect(await victim.isLoggedIn()).toBe(false)
  })

  it('clears the cookie of its login whatever comes of it', async () => {
    for (const error of [undefined, 'access_denied', 'invalid_scope']) {
      if (error !== undefined) issuer.nextAuthorizationError(error)
      const browser = app.browser()
      const cleared = setCookies(await browser.logIn()).filter((cookie) => /^tandem-login-.*Max-Age=0/.test(cookie))
      expect(cleared).toHaveLength(1)
    }
  })
})

describe('a state', () => {
  it('works once: used again it starts a new login, and is a way home for a logged-in user', async () => {
    const browser = app.browser()
    const callback = await browser.authorize('/login?returnTo=/profile')
    const copy = app.browser()
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    expect((await browser.get(callback)).status).toBe(303)
    issuer.resetRequests()
    const again = await copy.get(callback)
    expect([again.status, new URL(locationOf(again)).origin]).toEqual([302, issuer.url])
    expect(locationOf(again)).not.toContain(new URL(callback).searchParams.get('state'))
    const back = await browser.get(callback)
    expect([back.status, locationOf(back)]).toEqual([303, `${app.baseUrl}/`])
    expect(issuer.count('token')).toBe(0)
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('that was used twice in one browser leads to the same page (double click), and only once more', async () => {
    const browser = app.browser()
    const callback = await browser.authorize('/login?returnTo=/profile')
    const second = app.browser()
    for (const [name, value] of browser.cookies) second.cookies.set(name, value)
    // The browser cancels the first request: its response never arrives.
    await browser.get(callback)
    const again = locationOf(await second.get(callback))
    const third = app.browser()
    for (const [name, value] of second.cookies) third.cookies.set(name, value)
    const next = locationOf(await atProvider(again))
    const ended = await second.get(next)
    expect([ended.status, locationOf(ended)]).toEqual([303, `${app.baseUrl}/profile`])
    expect(await second.isLoggedIn()).toBe(true)
    const told = await third.get(next)
    expect([told.status, told.body.code]).toEqual([400, 'ERR_LOGIN_STATE'])
  })

  it('is not used up by a prefetch', async () => {
    const browser = app.browser()
    const callback = await browser.authorize()
    const prefetch = await browser.get(callback, { 'Sec-Purpose': 'prefetch' })
    expect([prefetch.status, prefetch.body.code, setCookies(prefetch)]).toEqual([403, 'ERR_LOGIN_BACKGROUND', []])
    expect((await browser.get(callback)).status).toBe(303)
  })

  it('that is missing, as in a bookmark of the callback, leads a logged-in user home', async () => {
    const browser = app.browser()
    expect((await browser.get('/callback')).body.code).toBe('ERR_LOGIN_RESPONSE')
    await browser.logIn()
    expect(locationOf(await browser.get('/callback'))).toBe(`${app.baseUrl}/`)
  })

  it('is used up even by an answer that fails', async () => {
    const browser = app.browser()
    const callback = await browser.authorize()
    const copy = app.browser()
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    issuer.nextTokenResponse((body) => {
      body.token_type = 'DPoP'
    })
    expect((await browser.get(callback)).body.code).toBe('ERR_ACCESS_TOKEN_TYPE')
    issuer.resetRequests()
    expect([(await copy.get(callback)).status, issuer.count('token')]).toEqual([302, 0])
  })

  it('with two cookies of its name is nobody’s (cookie tossing)', async () => {
    const browser = app.browser()
    const callback = await browser.authorize()
    const response = await browser.get(callback, { Cookie: `${browser.cookieHeader}; ${browser.cookieHeader}` })
    expect([response.status, response.body.code]).toEqual([400, 'ERR_LOGIN_STATE'])
  })

  it('that comes back after ten minutes begins the login again, once, and then tells', async () => {
    const browser = app.browser()
    const late = await browser.authorize('/login?returnTo=/profile')
    pass(11)
    issuer.resetRequests()
    const again = await browser.get(late)
    expect([again.status, new URL(locationOf(again)).pathname, issuer.count('token')]).toEqual([302, '/authorize', 0])
    const inTime = locationOf(await atProvider(locationOf(again)))
    pass(11)
    const told = await browser.get(inTime)
    expect([told.status, told.body.code]).toEqual([400, 'ERR_LOGIN_EXPIRED'])
  })

  it('that was begun again in time ends where it was to end', async () => {
    const browser = app.browser()
    const late = await browser.authorize('/login?returnTo=/profile')
    pass(11)
    const again = await browser.get(late)
    const response = await browser.get(locationOf(await atProvider(locationOf(again))))
    expect(locationOf(response)).toBe(`${app.baseUrl}/profile`)
  })

  function pass(minutes: number): void {
    const now = Date.now() + minutes * 60_000
    jest.useFakeTimers({ now, doNotFake: [...notTime] })
  }
})

const notTime = [
  ...([
    'hrtime',
    'nextTick',
    'performance',
    'queueMicrotask',
    'requestAnimationFrame',
    'cancelAnimationFrame',
  ] as const),
  ...(['requestIdleCallback', 'cancelIdleCallback', 'setImmediate', 'clearImmediate', 'setInterval'] as const),
  ...(['clearInterval', 'setTimeout', 'clearTimeout'] as const),
]

it('takes no other method than GET and POST', async () => {
  const response = await app.browser().send('put', '/callback?state=x&code=y')
  expect([response.status, response.headers.allow]).toEqual([405, 'GET, POST'])
})

describe('form_post', () => {
  let secure: WebApp<never, unknown>
  beforeAll(async () => {
    secure = await startWebApp<never, unknown>(issuer, { baseUrl: secureBaseUrl, responseMode: 'form_post' })
  })
  afterAll(() => secure.close())

  /** The form that the provider's page would post. */
  async function formOf(browser: Browser): Promise<Record<string, string>> {
    const url = locationOf(await browser.get('/login?returnTo=/profile'))
    expect(new URL(url).searchParams.get('response_mode')).toBe('form_post')
    const page = await (await atProvider(url)).text()
    return Object.fromEntries(
      [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    )
  }

  const crossSite = { Origin: 'https://provider.example', 'Sec-Fetch-Site': 'cross-site' }

  it('is answered with a GET of our own callback, which has the cookies that the POST hasn’t', async () => {
    const browser = secure.browser()
    const form = await formOf(browser)
    const posted = await secure.browser().post('/callback', { form: { ...form, extra: 'x' }, headers: crossSite })
    expect(posted.status).toBe(303)
    const url = new URL(locationOf(posted))
    expect([url.origin, url.pathname]).toEqual([secureBaseUrl, '/callback'])
    expect([...url.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state'])
    const response = await browser.get(url.href, { 'Sec-Fetch-Site': 'cross-site' })
    expect([response.status, locationOf(response)]).toEqual([303, `${secureBaseUrl}/profile`])
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('carries an error, too', async () => {
    const browser = secure.browser()
    issuer.nextAuthorizationError('login_required')
    const posted = await browser.post('/callback', { form: await formOf(browser), headers: crossSite })
    expect((await browser.get(locationOf(posted))).body.code).toBe('ERR_LOGIN_REFUSED')
  })

  it.each<[string, string, string, { path?: string; headers?: Record<string, string> }]>([
    ['in body and address at once', 'state=a&code=b', 'ERR_LOGIN_RESPONSE', { path: '/callback?state=a' }],
    ['with two states', 'state=a&state=b&code=c', 'ERR_LOGIN_RESPONSE', {}],
    ['larger than 64 KiB', `state=a&code=${'x'.repeat(66_000)}`, 'ERR_REQUEST_BODY', {}],
    ['as JSON', '{}', 'ERR_REQUEST_BODY', { headers: { 'Content-Type': 'application/json' } }],
  ])('%s is 400', async (_name, form, code, { path = '/callback', headers = {} }) => {
    const response = await secure.browser().post(path, { form, headers: { ...crossSite, ...headers } })
    expect([response.status, response.body.code]).toEqual([400, code])
  })
})
