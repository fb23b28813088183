import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { atProvider, locationOf, setCookies } from '../test/login-browser.js'
import { startWebApp, type WebApp } from '../test/web-app.js'
import { clientSession, fromEnvironment, present, requireLogin, requireRecentLogin, requireUserClaim } from './index.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
const options = {
  profile: { claims: ['name', 'roles', 'email_verified', 'admin'] },
}

beforeAll(async () => {
  issuer = await startIssuer({
    user: { sub: 'jane', name: 'Jane', roles: ['reader'], email_verified: false, admin: null },
  })
  app = await startWebApp<never, unknown>(issuer, {
    ...options,
    define: (express) => {
      const ok = { ok: true }
      express.post('/form', requireLogin(), (_req, res) => void res.json(ok))
      express.get('/named', requireUserClaim('name', present), (_req, res) => void res.json(ok))
      express.get('/reader', requireUserClaim('roles', 'editor', 'reader'), (_req, res) => void res.json(ok))
      express.get('/editor', requireUserClaim('roles', 'editor'), (_req, res) => void res.json(ok))
      express.get('/verified', requireUserClaim('email_verified', present), (_req, res) => void res.json(ok))
      express.get('/admin', requireUserClaim('admin', present), (_req, res) => void res.json(ok))
      express.get('/inherited', requireUserClaim('toString', present), (_req, res) => void res.json(ok))
    },
  })
})
afterEach(() => issuer.setUser({ sub: 'jane', name: 'Jane', roles: ['reader'], email_verified: false, admin: null }))
afterAll(async () => {
  await app.close()
  await issuer.close()
})

describe('requireLogin', () => {
  it.each<[string, Record<string, string>]>([
    ['a service worker that repeats the navigation', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'empty' }],
    ['a service worker without a destination', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': '' }],
    ['a service worker of the mode same-origin', { 'Sec-Fetch-Mode': 'same-origin', 'Sec-Fetch-Dest': 'empty' }],
  ])('sends a navigation by %s to the provider', async (_name, headers) => {
    expect((await app.browser().get('/profile', headers)).status).toBe(302)
    expect((await app.browser().get('/login', headers)).status).toBe(302)
  })

  it.each<[string, Record<string, string>]>([
    ['a frame', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' }],
    ['a script that fetches', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }],
    [
      'a script that says so',
      { 'Sec-Fetch-Mode': 'same-origin', 'Sec-Fetch-Dest': 'empty', 'X-Requested-With': 'XMLHttpRequest' },
    ],
    ['a script that wants JSON', { 'Sec-Fetch-Mode': 'same-origin', 'Sec-Fetch-Dest': 'empty', Accept: '*/*' }],
  ])('sends no redirect to %s', async (_name, headers) => {
    expect((await app.browser().get('/profile', headers)).status).toBe(401)
  })

  it('shows a page for a form that was sent after the session ended, with a way back to the form', async () => {
    const browser = app.browser()
    const referer = `${app.baseUrl}/appointments/new?day=1`
    const response = await browser.post('/form', { form: { day: '1' }, headers: { Referer: referer } })
    expect([response.status, response.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8'])
    expect(response.text).toContain('<h1>You are signed out</h1>')
    expect(response.text).toContain('<a href="/login?returnTo=%2Fappointments%2Fnew%3Fday%3D1">Sign in</a>')
    const elsewhere = await browser.post('/form', { headers: { Referer: 'https://evil.example/x' } })
    expect(elsewhere.text).toContain('<a href="/login?returnTo=%2F">Sign in</a>')
    const script = await browser.post('/form', { headers: { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' } })
    expect(script.headers['content-type']).toBe('application/problem+json')
  })

  it('sends a navigation to the provider, and back to where it was going', async () => {
    const browser = app.browser()
    const response = await browser.get('/profile?tab=2')
    expect([response.status, new URL(locationOf(response)).pathname]).toEqual([302, '/authorize'])
    const back = await browser.get(locationOf(await atProvider(locationOf(response))))
    expect(locationOf(back)).toBe(`${app.baseUrl}/profile?tab=2`)
  })

  it('sends a HEAD where it sends a GET', async () => {
    const response = await app.browser().send('head', '/profile')
    expect([response.status, new URL(locationOf(response)).pathname]).toEqual([302, '/authorize'])
  })

  it('takes an Accept with text/html for a navigation where the browser sends no Sec-Fetch headers', async () => {
    const plain = { 'Sec-Fetch-Mode': '', 'Sec-Fetch-Dest': '', 'Sec-Fetch-Site': '' }
    const statuses = []
    for (const Accept of ['text/html,*/*;q=0.8', 'application/json', '*/*']) {
      statuses.push((await app.browser().get('/profile', { ...plain, Accept })).status)
    }
    expect(statuses).toEqual([302, 401, 401])
  })

  it.each<[string, Record<string, string>]>([
    ['a script', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty', Accept: '*/*' }],
    ['an image', { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }],
    ['a frame', { 'Sec-Fetch-Dest': 'iframe' }],
    ['a prefetch', { 'Sec-Purpose': 'prefetch' }],
  ])('tells %s that a login is needed, and begins none', async (_name, headers) => {
    const response = await app.browser().get('/profile', headers)
    expect(response.status).toBe(401)
    expect(response.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'www-authenticate': `Session realm="${app.baseUrl}", login="/login"`,
      'cache-control': expect.stringContaining('no-store'),
    })
    expect(JSON.parse(response.text)).toEqual({
      ...{ type: 'about:blank', title: 'Unauthorized', detail: 'a login is required' },
      status: 401,
      code: 'ERR_LOGIN_REQUIRED',
      login: '/login',
    })
    expect(setCookies(response)).toEqual([])
  })

  it('keeps what it guards out of caches, even if nobody asks who is logged in', async () => {
    const own = await startWebApp<never, unknown>(issuer, {
      define: (express) => void express.get('/report.pdf', requireLogin(), (_req, res) => void res.send('private')),
    })
    const browser = own.browser()
    await browser.logIn()
    expect((await browser.get('/report.pdf')).headers['cache-control']).toBe('private, no-store')
    await own.close()
  })

  it('tells a POST, too: a redirect would lose its body', async () => {
    const response = await app.browser().post('/profile')
    expect(response.status).toBe(404)
    const own = await startWebApp<never, unknown>(issuer, {
      define: (express) => void express.post('/order', requireLogin(), (_req, res) => void res.json({})),
    })
    expect((await own.browser().post('/order')).status).toBe(401)
    await own.close()
  })

  it('without clientSession before it is our own mistake', async () => {
    const next = jest.fn()
    requireLogin()({} as never, {} as never, next)
    expect(next).toHaveBeenCalledWith(expect.objectContaining({ code: 'ERR_SESSION_MIDDLEWARE', status: 500 }))
  })

  it('for all routes is an option', async () => {
    const own = await startWebApp<never, unknown>(issuer, {
      loginRequired: true,
      define: (express) => void express.get('/report.pdf', (_req, res) => void res.send('private')),
    })
    const browser = own.browser()
    expect((await browser.get('/report.pdf')).status).toBe(302)
    await browser.logIn()
    const response = await browser.get('/report.pdf')
    expect([response.status, response.headers['cache-control']]).toEqual([200, 'private, no-store'])
    await own.close()
  })
})

describe('requireUserClaim', () => {
  it.each([
    ['/named', 200],
    ['/reader', 200],
    ['/editor', 403],
    ['/verified', 403],
    ['/admin', 403],
    ['/inherited', 403],
  ])('%s is %i for somebody who is logged in: never a redirect, never a loop', async (path, status) => {
    const browser = app.browser()
    await browser.logIn()
    const response = await browser.get(path)
    expect([response.status, response.body.code]).toEqual([status, status === 200 ? undefined : 'ERR_USER_CLAIM'])
  })

  it('asks a stranger to log in', async () => {
    expect((await app.browser().get('/named')).status).toBe(302)
  })

  it('can’t be called with nothing', () => {
    expect(() => requireUserClaim('', present)).toThrow(TypeError)
    // Values from an empty environment variable must not let everyone with the claim in.
    expect(() => requireUserClaim('roles', ...[])).toThrow("write requireUserClaim('roles', present)")
    expect(() => requireRecentLogin()).toThrow('for example requireRecentLogin({ maxAge: 300 })')
    expect(() => requireRecentLogin({})).toThrow(TypeError)
    expect(() => requireRecentLogin({ maxAge: -1 })).toThrow('requireRecentLogin: "maxAge"')
    expect(() => requireRecentLogin({ acr: 'a b' })).toThrow('requireRecentLogin: "acr"')
  })
})

describe('types', () => {
  it('of the user come from profile.map, of the APIs from their names', () => {
    const typed = () => {
      const web = clientSession({
        ...fromEnvironment({}),
        profile: { map: ({ sub }) => ({ id: sub, admin: false }) },
        apis: { appointments: { url: 'https://api.example.com' }, billing: { url: 'https://billing.example.com' } },
      })
      const oidc = web.of({} as never)
      const user: { id: string; admin: boolean } | undefined = oidc.user
      // @ts-expect-error there is no such API
      oidc.accessToken('orders')
      // @ts-expect-error nor such a claim
      oidc.user?.email
      return [user, oidc.accessToken('billing')]
    }
    expect(typed).toThrow(TypeError)
  })
})
