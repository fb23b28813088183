import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { decodeJwt } from 'jose'
import { locationOf } from '../test/login-browser.js'
import { startWebApp, type WebApp } from '../test/web-app.js'
import { challengeOf, oidcOf } from './index.js'

interface Call {
  readonly target: string
  readonly method: string
  readonly authorization: string | undefined
  readonly body: string
}

/** An API that notes its calls and answers as it is told. */
async function startApi() {
  const calls: Call[] = []
  let answers: { status: number; headers?: Record<string, string> }[] = []
  const server = createServer((req, res) => {
    void readText(req).then((body) => {
      const { url = '', method = '', headers } = req
      calls.push({ target: url, method, authorization: headers.authorization, body })
      const { status, headers: more = {} } = answers.shift() ?? { status: 200 }
      res.writeHead(status, { 'content-type': 'application/json', ...more }).end('{"answer":true}')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...{ server, calls, url: `http://127.0.0.1:${port}` },
    next: (...list: typeof answers) => {
      answers = list
    },
  }
}

async function readText(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) text += chunk
  return text
}

let signingKey: SigningKey
let issuer: TestIssuer
let api: Awaited<ReturnType<typeof startApi>>
let app: WebApp<'orders' | 'billing', { sub: string }>
beforeAll(async () => {
  signingKey = await generateSigningKey()
  issuer = await startIssuer({ signingKey })
  api = await startApi()
  app = await startWebApp<'orders' | 'billing', { sub: string }>(issuer, {
    profile: { map: ({ sub }) => ({ sub }) },
    apis: {
      orders: { url: `${api.url}/v1/`, resource: 'https://orders.example.com', scopes: ['read:orders'] },
      billing: { url: `${api.url}/billing`, resource: 'https://billing.example.com', scopes: ['read:bills'] },
    },
    define(express, web) {
      express.get('/call', (req, res, next) => {
        const { api: name = 'orders', path = '/list', method = 'GET', body } = req.query as Record<string, string>
        const init = body === undefined ? { method } : { method, body }
        web
          .of(req)
          .fetch(name as 'orders', path, init)
          .then(async (answer) => {
            const seen = { status: answer.status, challenge: challengeOf(answer), text: await answer.text() }
            res.json(seen)
          })
          .catch(next)
      })
      express.get('/token', (req, res, next) => {
        const { api: name, now } = req.query as { api?: 'orders'; now?: string }
        const oidc = web.of(req)
        const token = now === undefined ? oidc.accessToken(name) : oidc.refresh(name)
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
      express.get('/claims', (req, res) => void res.json(oidcOf(req).claims ?? null))
      express.get('/sessions', (req, res, next) => {
        web
          .of(req)
          .sessions.list()
          .then((sessions) => res.json(sessions), next)
      })
      express.post('/sessions/others', (req, res, next) => {
        web
          .of(req)
          .sessions.revokeOthers()
          .then((ended) => res.json({ ended }), next)
      })
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
  api.calls.length = 0
  api.next()
  issuer.resetRequests()
})
afterAll(async () => {
  await app.close()
  await issuer.close()
  await close(api.server)
})

async function loggedIn(target = app) {
  const browser = target.browser()
  await browser.logIn()
  return browser
}

/** At the provider a refresh token ends in the background. */
async function untilRevoked(count: number): Promise<void> {
  for (let tries = 0; tries < 50 && issuer.revokedTokens.length < count; tries++) await pause(20)
  expect(issuer.revokedTokens).toHaveLength(count)
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('fetch', () => {
  it('calls the API with its own token, below its own address', async () => {
    const browser = await loggedIn()
    expect((await browser.get('/call')).body).toMatchObject({ status: 200, text: '{"answer":true}' })
    const [call] = api.calls
    expect(call?.target).toBe('/v1/list')
    const claims = decodeJwt(String(call?.authorization).replace(/^Bearer /, ''))
    expect(claims).toMatchObject({ aud: 'https://orders.example.com', sub: 'user-1' })
  })

  it('gets another API’s token by a refresh, once, and keeps the two apart', async () => {
    const browser = await loggedIn()
    const tokenCalls = () => issuer.count('token')
    const after = tokenCalls()
    await browser.get('/call?api=billing')
    await browser.get('/call?api=billing&path=/open')
    await browser.get('/call')
    expect(tokenCalls() - after).toBe(1)
    const audiences = api.calls.map(({ authorization }) => decodeJwt(String(authorization).slice(7)).aud)
    expect(audiences).toEqual([
      'https://billing.example.com',
      'https://billing.example.com',
      'https://orders.example.com',
    ])
    const scopes = decodeJwt(String(api.calls[0]?.authorization).slice(7)).scope
    expect(scopes).toBe('read:bills')
  })

  it.each([
    '',
    'list',
    'https://evil.example/',
    '/../admin',
    '/../../admin',
    '/%2e%2e/admin',
    '/..%2fadmin',
    '/..%5cadmin',
    '/.%2e/admin',
    '/\\..\\..\\admin',
    '/a/../../admin',
    '/..;/..%2f..',
    '/..;/admin',
    '/..%3bx/admin',
  ])('sends nothing to %j', async (path) => {
    const browser = await loggedIn()
    const answer = await browser.get(`/call?path=${encodeURIComponent(path)}`)
    expect(answer.status).toBe(500)
    expect(api.calls).toEqual([])
  })

  it('doesn’t leave the API by its prefix', async () => {
    const browser = await loggedIn()
    await browser.get(`/call?path=${encodeURIComponent('/a/../list?x=/../..')}`)
    expect(api.calls.map(({ target }) => target)).toEqual(['/v1/list?x=/../..'])
  })

  it('follows no redirect: the token would go along', async () => {
    api.next({ status: 302, headers: { location: 'https://evil.example/' } })
    const browser = await loggedIn()
    expect((await browser.get('/call')).body.status).toBe(302)
    expect(api.calls).toHaveLength(1)
  })

  it('repeats a request once with a new token after a 401', async () => {
    api.next({ status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }, { status: 200 })
    const browser = await loggedIn()
    const answer = await browser.get('/call?method=POST&body=hello')
    expect(answer.body.status).toBe(200)
    expect(api.calls.map(({ body }) => body)).toEqual(['hello', 'hello'])
    expect(api.calls[0]?.authorization).not.toBe(api.calls[1]?.authorization)
  })

  it('hands over what the API says when that doesn’t help', async () => {
    const challenge =
      'Bearer realm="orders", error="insufficient_user_authentication", acr_values="gold silver", max_age="60"'
    api.next(
      { status: 401, headers: { 'www-authenticate': challenge } },
      { status: 401, headers: { 'www-authenticate': challenge } },
    )
    const browser = await loggedIn()
    expect((await browser.get('/call')).body).toMatchObject({
      status: 401,
      challenge: {
        scheme: 'bearer',
        realm: 'orders',
        error: 'insufficient_user_authentication',
        acrValues: ['gold', 'silver'],
        maxAge: 60,
      },
    })
    expect(api.calls).toHaveLength(2)
  })

  it('doesn’t repeat a 403', async () => {
    api.next({ status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a b"' } })
    const browser = await loggedIn()
    const { body } = await browser.get('/call')
    expect([body.status, body.challenge.scopes, api.calls.length]).toEqual([403, ['a', 'b'], 1])
  })

  it('of an API that can’t be reached is 502', async () => {
    const gone = await startApi()
    await close(gone.server)
    const own = await startWebApp<'gone'>(issuer, {
      apis: { gone: { url: gone.url } },
      define: (express, web) =>
        void express.get('/call', (req, res, next) => {
          web
            .of(req)
            .fetch('/')
            .then(() => res.json({}), next)
        }),
    })
    const browser = own.browser()
    await browser.logIn()
    const answer = await browser.get('/call')
    expect([answer.status, answer.body.code]).toEqual([502, 'ERR_API_UNAVAILABLE'])
    await own.close()
  })
})

describe('accessToken', () => {
  it('of nobody is 401', async () => {
    const answer = await app.browser().get('/token?api=orders')
    expect([answer.status, answer.body.code]).toEqual([401, 'ERR_LOGIN_REQUIRED'])
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
    await browser.logIn()
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const answer = await browser.get('/token')
    expect([answer.status, answer.body.code]).toEqual([401, 'ERR_LOGIN_REQUIRED'])
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
    ['another login', 'ERR_ID_TOKEN_SUBJECT', { auth_time: 1 }],
  ])(
    'takes no tokens that come with an ID token of %s, and none of this session any more',
    async (_name, code, claims) => {
      const browser = await loggedIn()
      const codes: unknown[] = []
      const note = (message: unknown) => void codes.push((message as { code: unknown }).code)
      subscribe('tandem-auth:tokens.refresh-failed', note)
      issuer.nextIdToken((original) => void Object.assign(original, claims))
      const answer = await browser.get('/token?api=orders&now=1')
      unsubscribe('tandem-auth:tokens.refresh-failed', note)
      expect([answer.status, answer.body.code, codes]).toEqual([401, 'ERR_LOGIN_REQUIRED', [code]])
      expect((await browser.get('/token?api=orders')).body.code).toBe('ERR_LOGIN_REQUIRED')
      expect((await browser.get('/')).body.user).toEqual({ sub: 'user-1' })
    },
  )

  it('of a refused refresh token is ERR_LOGIN_REQUIRED', async () => {
    const browser = await loggedIn()
    issuer.respondWith('token', { status: 400, body: { error: 'invalid_grant' } })
    const answer = await browser.get('/token?api=orders&now=1')
    issuer.restore()
    expect([answer.status, answer.body.code]).toEqual([401, 'ERR_LOGIN_REQUIRED'])
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
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await browser.get('/refresh')).status).toBe(200)
    await other.close()
    await own.close()
  })

  it('while the provider is down is 503, and what is still good stays', async () => {
    const browser = await loggedIn()
    issuer.respondWith('token', { disconnect: true })
    const answer = await browser.get('/token?api=orders&now=1')
    issuer.restore()
    expect([answer.status, answer.body.code]).toEqual([503, 'ERR_PROVIDER_UNAVAILABLE'])
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
    const answer = await browser.get('/again')
    const { searchParams } = new URL(locationOf(answer))
    expect([answer.status, searchParams.get('prompt'), searchParams.get('login_hint')]).toEqual([302, 'login', 'jane'])
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
      const answer = await own.browser().get(path)
      expect([answer.status, answer.body.message]).toEqual([500, expect.stringMatching(/^login: "(maxAge|acr)" must/)])
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

  it('lists where the user is logged in, and ends the others', async () => {
    issuer.setUser({ sub: 'traveller' })
    const [here, there] = [await loggedIn(), await loggedIn()]
    issuer.setUser({ sub: 'user-1' })
    const list = (await here.get('/sessions')).body as { current: boolean; handle: string }[]
    expect(list.filter(({ current }) => current)).toHaveLength(1)
    expect(list).toHaveLength(2)
    const revoked = issuer.revokedTokens.length
    expect((await here.post('/sessions/others')).body.ended).toBe(1)
    await untilRevoked(revoked + 1)
    expect((await there.get('/')).body.user).toBeNull()
    expect((await here.get('/')).body.user).not.toBeNull()
  })

  it('gives administrators the sessions of anybody', async () => {
    issuer.setUser({ sub: 'leaver' })
    const browsers = [await loggedIn(), await loggedIn()]
    issuer.setUser({ sub: 'user-1' })
    const sessions = app.web.sessionsOf({ iss: issuer.issuer, sub: 'leaver' })
    expect(await sessions.list()).toHaveLength(2)
    expect(await sessions.revoke('no such handle')).toBe(false)
    const revoked = issuer.revokedTokens.length
    expect(await sessions.revokeAll()).toBe(2)
    await untilRevoked(revoked + 2)
    for (const browser of browsers) expect((await browser.get('/')).body.user).toBeNull()
  })

  it('renews the session id and keeps the login', async () => {
    const browser = await loggedIn()
    const before = browser.cookies.get('tandem')
    await browser.post('/renew')
    expect(browser.cookies.get('tandem')).not.toBe(before)
    expect((await browser.get('/')).body.user).toEqual({ sub: 'user-1' })
  })
})

function close(server: Server): Promise<unknown> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
}
