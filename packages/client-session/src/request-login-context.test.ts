import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { decodeJwt } from 'jose'
import { moveClock, takeClock } from '../test/clock.js'
import { atProvider, locationOf } from '../test/login-browser.js'
import { startWebApp, type WebApp } from '../test/web-app.js'
import { loginOf } from './index.js'

let signingKey: SigningKey
let issuer: TestIssuer
let app: WebApp<'orders' | 'billing', { sub: string }>
beforeAll(async () => {
  signingKey = await generateSigningKey()
  issuer = await startIssuer({ signingKey })
  app = await startWebApp<'orders' | 'billing', { sub: string }>(issuer, {
    profile: { map: ({ sub }) => ({ sub }) },
    apis: {
      orders: { url: 'https://orders.example.com/v1', resource: 'https://orders.example.com', scopes: ['read:orders'] },
      billing: { url: 'https://billing.example.com', resource: 'https://billing.example.com', scopes: ['read:bills'] },
    },
    define(express, web) {
      express.get('/token', (req, res, next) => {
        const { api: name, now } = req.query as { api?: 'orders'; now?: string }
        const login = loginOf(req)
        const token = now === undefined ? login.accessToken(name) : login.refresh(name)
        token.then((value) => res.json(decodeJwt(value)), next)
      })
      express.get('/exchange', (req, res, next) => {
        const wished = { audience: 'https://mail.example.com', scope: 'read:orders' }
        web
          .of(req)
          .exchangeToken(wished, 'orders')
          .then((tokens) => res.json(decodeJwt(tokens.accessToken)), next)
      })
      express.get('/again', (req, _res, next) => {
        web.of(req).login({ returnTo: '/profile', prompt: 'login', loginHint: 'jane' }).catch(next)
      })
      express.post('/again', (req, _res, next) => {
        web.of(req).login({ issuer: 'https://evil.example' }).catch(next)
      })
      express.get('/claims', (req, res) => void res.json(loginOf(req).claims ?? null))
      express.post('/renew', (req, res, next) => {
        web
          .of(req)
          .renewSessionId()
          .then(() => res.json({}), next)
      })
    },
  })
})
beforeEach(() => {
  issuer.resetRequests()
})
afterEach(() => {
  jest.useRealTimers()
  jest.restoreAllMocks()
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

async function loggedIn(target = app) {
  const browser = target.browser()
  await browser.logIn()
  return browser
}

describe('accessToken', () => {
  it('of nobody is 401', async () => {
    const response = await app.browser().get('/token?api=orders')
    expect([response.status, response.body.code]).toEqual([401, 'ERR_LOGIN_REQUIRED'])
  })

  it('has to be told which API when there are several, and of one that there is', async () => {
    const browser = await loggedIn()
    expect((await browser.get('/token')).body.message).toContain('"apis"')
    expect((await browser.get('/token?api=other')).body.message).toContain("'other'")
  })

  it('is asked for with the scopes and resources of all APIs, and redeemed for the first', async () => {
    await loggedIn()
    const [asked] = issuer.requests.filter(({ endpoint }) => endpoint === 'authorization')
    expect(asked?.query.get('scope')).toBe('openid profile email read:orders read:bills')
    expect(asked?.query.getAll('resource')).toEqual(['https://orders.example.com', 'https://billing.example.com'])
    const [redeemed] = issuer.requests.filter(({ endpoint }) => endpoint === 'token')
    expect(redeemed?.form.getAll('resource')).toEqual(['https://orders.example.com'])
  })

  it('never has the scopes of another API, although the provider ignores "resource" when it redeems the code', async () => {
    const browser = await loggedIn()
    const { body } = await browser.get('/token?api=orders')
    expect([body.scope, body.aud]).toEqual(['read:orders', 'https://orders.example.com'])
    // One that narrows the token of the code costs no second request.
    issuer.resetRequests()
    issuer.nextTokenResponse((response) => void Object.assign(response, { scope: 'openid profile email read:orders' }))
    const other = await loggedIn()
    await other.get('/token?api=orders')
    expect(issuer.count('token')).toBe(1)
  })

  it('that ran out without a way to renew it is ERR_LOGIN_REQUIRED, never the old one', async () => {
    const short = await startIssuer({ signingKey, accessToken: { lifetime: 1 }, issuesRefreshToken: 'offline_access' })
    const own = await startWebApp(short, {
      define: (express, web) =>
        void express.get('/token', (req, res, next) => {
          web
            .of(req)
            .accessToken()
            .then((token) => res.json({ token }), next)
        }),
    })
    const browser = own.browser()
    takeClock()
    await browser.logIn()
    expect((await browser.get('/token')).status).toBe(200)
    moveClock(1100)
    const response = await browser.get('/token')
    expect([response.status, response.body.code]).toEqual([401, 'ERR_LOGIN_REQUIRED'])
    await own.close()
    await short.close()
  })
})

describe('refresh', () => {
  it('brings a new token now', async () => {
    const browser = await loggedIn()
    const [one, two] = [await browser.get('/token?api=orders'), await browser.get('/token?api=orders&now=1')]
    expect(one.body.jti).not.toBe(two.body.jti)
    expect((await browser.get('/token?api=orders')).body.jti).toBe(two.body.jti)
  })

  it.each<[string, string, Record<string, unknown>]>([
    ['another user (sub)', 'ERR_ID_TOKEN_SUBJECT', { sub: 'user-2' }],
    ['another issuer', 'ERR_ID_TOKEN_ISSUER', { iss: 'https://evil.example' }],
    ['another client', 'ERR_ID_TOKEN_AUDIENCE', { aud: 'client-2' }],
    ['another party', 'ERR_ID_TOKEN_AUDIENCE', { azp: 'client-2' }],
  ])(
    'takes no tokens that come with an ID token of %s, and none of this session any more',
    async (_name, code, claims) => {
      const browser = await loggedIn()
      const codes: unknown[] = []
      const note = (message: unknown) => void codes.push((message as { code: unknown }).code)
      subscribe('tandem-auth:tokens.refresh-failed', note)
      issuer.nextIdToken((original) => void Object.assign(original, claims))
      const response = await browser.get('/token?api=orders&now=1')
      unsubscribe('tandem-auth:tokens.refresh-failed', note)
      expect([response.status, response.body.code, codes]).toEqual([401, 'ERR_LOGIN_REQUIRED', [code]])
      expect((await browser.get('/token?api=orders')).body.code).toBe('ERR_LOGIN_REQUIRED')
      expect((await browser.get('/')).body.user).toEqual({ sub: 'user-1' })
    },
  )

  it.each<[string, Record<string, unknown>]>([
    ['a new auth_time, after another app asked for a login', { auth_time: 1 }],
    ['a null at_hash', { at_hash: null }],
    [
      'an iat two minutes ahead, because this clock is slow',
      { iat: Date.now() / 1000 + 120, exp: Date.now() / 1000 + 300 },
    ],
    ['an exp in the past, because this clock is fast', { iat: 1, exp: 2 }],
    ['fractions of a second', { iat: 1.5, exp: 2.5, auth_time: 1.5 }],
    ['no nonce and no auth_time', { nonce: undefined, auth_time: undefined }],
  ])('takes tokens that come with an ID token with %s (OpenID Connect Core 1.0, 12.2)', async (_name, claims) => {
    const browser = await loggedIn()
    issuer.nextIdToken((original) => void Object.assign(original, claims))
    const [before, after] = [await browser.get('/token?api=orders'), await browser.get('/token?api=orders&now=1')]
    expect([after.status, typeof after.body.jti, after.body.jti === before.body.jti]).toEqual([200, 'string', false])
  })

  it('of a refused refresh token is ERR_LOGIN_REQUIRED', async () => {
    const browser = await loggedIn()
    issuer.respondWith('token', { status: 400, body: { error: 'invalid_grant' } })
    const response = await browser.get('/token?api=orders&now=1')
    issuer.restore()
    expect([response.status, response.body.code]).toEqual([401, 'ERR_LOGIN_REQUIRED'])
  })

  it('while the keys can’t be read is 503, and the refresh token that was rotated meanwhile is not lost', async () => {
    const own = await startIssuer()
    let isDown = false
    const moody = async (url: string | URL | Request, init?: RequestInit) =>
      isDown && String(url).includes('jwks') ? new Response('', { status: 500 }) : fetch(url, init)
    const other = await startWebApp<never, unknown>(own, {
      ...{ fetch: moody, scope: 'openid offline_access' },
      define: (express, web) => express.get('/refresh', async (req, res) => void res.json(await web.of(req).refresh())),
    })
    const browser = other.browser()
    await browser.logIn()
    await own.rotateKeys()
    isDown = true
    expect((await browser.get('/refresh')).body.code).toBe('ERR_KEYS_UNAVAILABLE')
    isDown = false
    // The keys are asked for again after a second.
    const now = performance.now.bind(performance)
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 1100)
    expect((await browser.get('/refresh')).status).toBe(200)
    await other.close()
    await own.close()
  })

  it('while the provider is down is 503, and what is still good stays', async () => {
    const browser = await loggedIn()
    await browser.get('/token?api=orders')
    issuer.respondWith('token', { disconnect: true })
    const response = await browser.get('/token?api=orders&now=1')
    issuer.restore()
    expect([response.status, response.body.code]).toEqual([503, 'ERR_PROVIDER_UNAVAILABLE'])
    expect((await browser.get('/token?api=orders')).status).toBe(200)
  })
})

describe('the rest of web.of(req)', () => {
  it('exchanges a token for another audience', async () => {
    const browser = await loggedIn()
    expect((await browser.get('/exchange')).body).toMatchObject({
      aud: 'https://mail.example.com',
      scope: 'read:orders',
    })
  })

  it('begins a login as the app wants it, at a configured issuer', async () => {
    const browser = app.browser()
    const response = await browser.get('/again')
    const { searchParams } = new URL(locationOf(response))
    expect([response.status, searchParams.get('prompt'), searchParams.get('login_hint')]).toEqual([
      302,
      'login',
      'jane',
    ])
    expect((await browser.post('/again')).body.code).toBe('ERR_ISSUER_SELECTION')
  })

  it('begins no login with a demand that could not be checked when it comes back', async () => {
    const own = await startWebApp<never, unknown>(issuer, {
      define(express, web) {
        express.get('/age', async (req) => web.of(req).login({ maxAge: Number.NaN }))
        express.get('/acr', async (req) => web.of(req).login({ acr: ['gold\n//evil.example/'] }))
      },
    })
    for (const path of ['/age', '/acr']) {
      const response = await own.browser().get(path)
      expect([response.status, response.body.message]).toEqual([
        500,
        expect.stringMatching(/^login: "(maxAge|acr)" must/),
      ])
    }
    await own.close()
  })

  it('says what is known of the login', async () => {
    const browser = await loggedIn()
    const { sid } = issuer.sessions.at(-1) ?? {}
    expect((await browser.get('/claims')).body).toEqual({
      ...{ iss: issuer.issuer, sub: 'user-1', sid },
      auth_time: expect.any(Number),
    })
  })

  it('renews the session id and keeps the login', async () => {
    const browser = await loggedIn()
    const before = browser.cookies.get(browser.sessionCookieName)
    await browser.post('/renew')
    expect(browser.cookies.get(browser.sessionCookieName)).not.toBe(before)
    expect((await browser.get('/')).body.user).toEqual({ sub: 'user-1' })
  })
})

describe('login', () => {
  let own: WebApp<never, unknown>
  beforeAll(async () => {
    own = await startWebApp<never, unknown>(issuer, {
      authorizationParams: { connection: 'a', ui_locales: 'de' },
      logout: { parameters: { federated: '' } },
      allowedReturnOrigins: ['https://www.example.com'],
      define(express, web) {
        express.post(
          '/in',
          (req, _res, next) =>
            void web
              .of(req)
              .login(JSON.parse(req.get('x-request') ?? '{}'))
              .catch(next),
        )
        express.post(
          '/out',
          (req, _res, next) =>
            void web
              .of(req)
              .logout(JSON.parse(req.get('x-request') ?? '{}'))
              .catch(next),
        )
        express.post('/user', (req, res, next) => {
          web
            .of(req)
            .updateUser(JSON.parse(req.get('x-request') ?? '{}'))
            .then(() => res.json(web.of(req).user), next)
        })
      },
    })
  })
  afterAll(() => own.close())
  const send = (browser: ReturnType<typeof own.browser>, path: string, request: unknown) =>
    browser.post(path, { headers: { 'X-Request': JSON.stringify(request) } })

  it('adds scopes and parameters to those of the options', async () => {
    const request = {
      scope: 'calendar:read openid',
      authorizationParams: { connection: 'b' },
      prompt: 'consent',
      loginHint: 'jane',
    }
    const { searchParams } = new URL(locationOf(await send(own.browser(), '/in', request)))
    const got = ['scope', 'connection', 'ui_locales', 'prompt', 'login_hint'].map((name) => searchParams.get(name))
    expect(got).toEqual(['openid profile email calendar:read', 'b', 'de', 'consent', 'jane'])
  })

  it('asks for authorization details, of the options or of this login, and gets tokens with them', async () => {
    const rar = await startIssuer({ signingKey, authorizationDetailsTypes: ['payment'] })
    const payments = await startWebApp<never, unknown>(rar, {
      authorizationDetails: [{ type: 'payment', amount: 1 }],
      define(express, web) {
        express.post('/in', (req, _res, next) => {
          web
            .of(req)
            .login({ authorizationDetails: [{ type: 'payment', amount: 2 }] })
            .catch(next)
        })
        express.get('/details', (req, res, next) => {
          web
            .of(req)
            .refresh()
            .then((token) => res.json(decodeJwt(token).authorization_details), next)
        })
      },
    })
    const browser = payments.browser()
    await browser.logIn()
    expect((await browser.get('/details')).body).toMatchObject([{ type: 'payment', amount: 1 }])
    await browser.get(locationOf(await atProvider(locationOf(await browser.post('/in')))))
    expect((await browser.get('/details')).body).toMatchObject([{ type: 'payment', amount: 2 }])
    await payments.close()
    await rar.close()
  })

  it.each<[unknown, string]>([
    [
      { authorizationDetails: [{ amount: 1 }] },
      'login: "authorizationDetails" must be an array of objects with a "type"',
    ],
    [{ return_to: '/' }, 'login: unknown option "return_to"'],
    [{ scope: ['a'] }, 'login: "scope" must be a string'],
    [{ scope: 'a  b' }, 'login: "scope" must be scopes with single spaces between them'],
    [{ prompt: 'none' }, 'login: "prompt" must be login, consent, select_account or create'],
    [{ silent: 'yes' }, 'login: "silent" must be true or false'],
    [
      { authorizationParams: { redirect_uri: 'https://evil.example' } },
      'clientSession: "authorizationParams" must not set redirect_uri',
    ],
    [{ maxAge: 1.5 }, 'login: "maxAge" must be a whole number of seconds'],
  ])('throws for %j', async (request, message) => {
    const response = await send(own.browser(), '/in', request)
    expect([response.status, response.body.message]).toEqual([500, message])
  })

  it('logout adds parameters to the provider’s logout, and may return to an allowed origin', async () => {
    const browser = own.browser()
    await browser.logIn()
    const request = { returnTo: 'https://www.example.com/bye', parameters: { ui_locales: 'de' } }
    const page = await browser.get(locationOf(await send(browser, '/out', request)))
    const url = new URL((/content="0; url=([^"]+)"/.exec(page.text)?.[1] ?? '').replaceAll('&amp;', '&'))
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      federated: '',
      ui_locales: 'de',
      post_logout_redirect_uri: 'https://www.example.com/bye',
    })
    expect((await send(browser, '/out', { return_to: '/' })).body.message).toBe('logout: unknown option "return_to"')
  })

  it('updateUser changes what the session keeps, for this request and the next', async () => {
    const browser = own.browser()
    await browser.logIn()
    expect((await send(browser, '/user', { name: 'Jane', roles: ['admin'] })).body).toEqual({
      name: 'Jane',
      roles: ['admin'],
    })
    expect((await browser.get('/')).body.user).toEqual({ name: 'Jane', roles: ['admin'] })
    const refused = await send(browser, '/user', ['x'])
    expect([refused.status, refused.body.code]).toEqual([500, 'ERR_PROFILE'])
    expect((await send(own.browser(), '/user', {})).body.code).toBe('ERR_LOGIN_REQUIRED')
  })
})
