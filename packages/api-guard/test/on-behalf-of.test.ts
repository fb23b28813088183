import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accessTokenHash, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express, type Request } from 'express'
import { decodeJwt } from 'jose'
import request from 'supertest'
import {
  type ApiGuard,
  type ApiGuardOptions,
  apiGuard,
  authErrorHandler,
  type DownstreamOptions,
  type ErrorCode,
  type OnBehalfOf,
} from '../src/index.js'
import { audience, send } from './api.js'

const exchange = { clientId: 'client-1', clientSecret: 'secret-1' }

let issuer: TestIssuer
let upstream: Server
let url: string
const seen: { url: string | undefined; headers: IncomingHttpHeaders }[] = []

beforeAll(async () => {
  issuer = await startIssuer({ tokenExchange: () => true })
  upstream = createServer((req, res) => {
    seen.push({ url: req.url, headers: req.headers })
    if (req.url === '/v1/elsewhere') res.writeHead(302, { location: 'https://evil.example.com/' }).end()
    else res.setHeader('content-type', 'application/json').end('{"order":1}')
  })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`
})
afterAll(async () => {
  await issuer.close()
  upstream.closeAllConnections()
  upstream.close()
})
beforeEach(() => {
  issuer.restore()
  issuer.resetRequests()
  seen.length = 0
})
afterEach(() => {
  jest.useRealTimers()
})

function guardWith(more: Partial<ApiGuardOptions> = {}, orders: Partial<DownstreamOptions> = {}): ApiGuard {
  const downstream = {
    orders: { url, resource: 'https://orders.example.com', scopes: 'read:orders', ...orders },
    stock: { url, resource: 'https://stock.example.com' },
  }
  return apiGuard({ issuer: issuer.issuer, audience, exchange, downstream, ...more })
}

/** An API that does something in the name of each caller. */
function api(act: (caller: OnBehalfOf, req: Request) => Promise<unknown>, guard = guardWith()): Express {
  const app = express()
  app.use(guard)
  app.use(async (req, res) => {
    res.json(await act(guard.onBehalfOf(req), req))
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

const callOrders = async (caller: OnBehalfOf) => (await caller.fetch('orders', '/orders?page=2')).json()
const token = (claims: Readonly<Record<string, unknown>> = {}) =>
  issuer.accessToken({ scope: 'read:orders', ...claims })

async function expectFailure(app: Express, status: number, code: ErrorCode): Promise<void> {
  const incoming = await token()
  const response = await send(app, incoming)
  expect([response.status, response.body.code]).toEqual([status, code])
  expect(JSON.stringify([response.body, response.headers])).not.toContain(incoming)
  expect(seen).toEqual([])
}

it('calls another API with an exchanged token: its audience, its scopes, the same user, this API as the actor', async () => {
  const incoming = await token()
  const response = await send(api(callOrders), incoming)
  expect([response.status, response.body]).toEqual([200, { order: 1 }])
  const [{ url: path, headers } = { url: '', headers: {} }] = seen
  expect(path).toBe('/v1/orders?page=2')
  const sent = String(headers.authorization).slice('Bearer '.length)
  expect(decodeJwt(sent)).toMatchObject({
    sub: 'user-1',
    aud: 'https://orders.example.com',
    scope: 'read:orders',
    act: { sub: 'client-1' },
  })
  expect(sent).not.toBe(incoming)
  const [asked] = issuer.requests.filter(({ endpoint }) => endpoint === 'token')
  expect(Object.fromEntries(asked?.form ?? [])).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: incoming,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    resource: 'https://orders.example.com',
    scope: 'read:orders',
  })
})

it('names the actor of an exchanged token at the API that gets it', async () => {
  const guard = apiGuard({ issuer: issuer.issuer, audience })
  const act = { sub: 'orders-api', act: { sub: 'web' } }
  expect((await guard.verify(await token({ act }))).actor).toEqual(act)
  for (const other of [undefined, 'orders-api', null, ['x']]) {
    expect((await guard.verify(await token({ act: other }))).actor).toBeUndefined()
  }
})

describe('exchanges a token once', () => {
  it('for 1 000 calls at the same time, and not again while it is valid', async () => {
    const app = api(async (caller) => {
      await Promise.all(Array.from({ length: 1000 }, () => caller.accessToken('orders')))
      return {}
    })
    const incoming = await token()
    for (const _time of [1, 2]) expect((await send(app, incoming)).status).toBe(200)
    expect(issuer.count('token')).toBe(1)
  })

  it('for each caller and each target, and never gives one the token of another', async () => {
    const app = api(async (caller, req) => decodeJwt(await caller.accessToken(req.path.slice(1))))
    const callers = Array.from({ length: 20 }, (_, index) => `user-${index}`)
    const tokens = await Promise.all(callers.map((sub) => token({ sub })))
    for (const name of ['orders', 'stock']) {
      const responses = await Promise.all(tokens.map((incoming) => send(app, incoming, `/${name}`)))
      expect(responses.map(({ body }) => [body.sub, body.aud])).toEqual(
        callers.map((sub) => [sub, `https://${name}.example.com`]),
      )
    }
    expect(issuer.count('token')).toBe(40)
  })

  it('and again before it expires, never later than the incoming one', async () => {
    const begin = Date.now()
    jest.useFakeTimers({
      now: begin,
      doNotFake: [
        'nextTick',
        'setImmediate',
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'queueMicrotask',
        'performance',
      ],
    })
    const app = api(async (caller) => ({ hash: accessTokenHash(await caller.accessToken('orders')) }))
    const short = await token({ exp: Math.floor(begin / 1000) + 60 })
    const first = (await send(app, short)).body.hash
    jest.setSystemTime(begin + 45_000)
    expect((await send(app, short)).body.hash).toBe(first)
    jest.setSystemTime(begin + 55_000)
    expect((await send(app, short)).body.hash).not.toBe(first)
    expect(issuer.count('token')).toBe(2)
  })

  it('each time where the provider does not say how long it is valid', async () => {
    issuer.respondWith('token', async (_request, proceed) => {
      const response = await proceed()
      const { expires_in: _expiresIn, ...body } = response.body as Record<string, unknown>
      return { ...response, body }
    })
    const app = api(callOrders)
    const incoming = await token()
    for (const _time of [1, 2]) expect((await send(app, incoming)).status).toBe(200)
    expect(issuer.count('token')).toBe(2)
  })
})

describe('fails, and never falls back to the incoming token, when the provider', () => {
  it.each<[string, number, ErrorCode]>([
    ['invalid_grant', 403, 'ERR_EXCHANGE_REFUSED'],
    ['access_denied', 403, 'ERR_EXCHANGE_REFUSED'],
    ['invalid_scope', 403, 'ERR_EXCHANGE_REFUSED'],
    ['interaction_required', 403, 'ERR_EXCHANGE_REFUSED'],
    ['invalid_client', 500, 'ERR_EXCHANGE_CLIENT'],
    ['unauthorized_client', 500, 'ERR_EXCHANGE_CLIENT'],
    ['unsupported_grant_type', 500, 'ERR_EXCHANGE_CLIENT'],
    ['invalid_target', 500, 'ERR_EXCHANGE_CLIENT'],
    ['something_else', 500, 'ERR_EXCHANGE_CLIENT'],
    ['temporarily_unavailable', 503, 'ERR_EXCHANGE_UNAVAILABLE'],
  ])('says %s', async (error, status, code) => {
    issuer.respondWith('token', { status: 400, body: { error } })
    await expectFailure(api(callOrders), status, code)
  })

  it.each([
    ['is broken', { status: 500, body: 'oops' }],
    ['is busy', { status: 429, body: {} }],
    ['sends no JSON', { status: 200, body: '<html>' }],
    ['sends no token', { status: 200, body: { token_type: 'Bearer' } }],
    ['sends a token of another type', { status: 200, body: { access_token: 'x', token_type: 'N_A' } }],
    [
      'sends an ID token',
      {
        status: 200,
        body: {
          access_token: 'x',
          token_type: 'Bearer',
          issued_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        },
      },
    ],
    ['sends the client elsewhere', { status: 302, headers: { location: 'https://evil.example.com/' }, body: '' }],
  ])('%s', async (_name, fault) => {
    issuer.respondWith('token', fault)
    await expectFailure(api(callOrders), 503, 'ERR_EXCHANGE_UNAVAILABLE')
  })

  it('returns the incoming token', async () => {
    issuer.respondWith('token', ({ form }) => ({
      status: 200,
      body: { access_token: form.get('subject_token'), token_type: 'Bearer', expires_in: 60 },
    }))
    await expectFailure(api(callOrders), 500, 'ERR_EXCHANGE_CLIENT')
  })

  it('refused once: the next request asks again', async () => {
    issuer.respondWith('token', { status: 400, body: { error: 'invalid_grant' } })
    const app = api(callOrders)
    const incoming = await token()
    expect((await send(app, incoming)).status).toBe(403)
    issuer.restore()
    expect((await send(app, incoming)).status).toBe(200)
  })
})

describe('sends tokens only where they belong', () => {
  it.each([
    '//evil.example.com/',
    '/../admin',
    '/%2e%2e/admin',
    '/..%2fadmin',
    '/..;/admin',
    '\\evil',
    'https://evil.example.com/',
    '',
    'orders',
  ])('not to the path %p', async (path) => {
    const app = api((caller) =>
      caller.fetch('orders', path).then(
        (response) => response.json(),
        (error) => ({ name: error.name }),
      ),
    )
    const { body } = await send(app, await token())
    expect(seen.every(({ url: called }) => called?.startsWith('/v1/') === true && !called.includes('..'))).toBe(true)
    if (path !== '//evil.example.com/') expect([body, seen]).toEqual([{ name: 'TypeError' }, []])
  })

  it('not across a redirect', async () => {
    const app = api(async (caller) => ({ status: (await caller.fetch('orders', '/elsewhere')).status }))
    expect((await send(app, await token())).body).toEqual({ status: 302 })
  })

  it('not to an API without a configuration', async () => {
    const app = api((caller) => caller.accessToken('constructor').catch((error) => ({ message: error.message })))
    expect((await send(app, await token())).body.message).toContain('"downstream" has no API of the name "constructor"')
  })

  it('not the incoming one, in whatever header the app hands it on', async () => {
    const headers: readonly ((req: Request) => Record<string, string>)[] = [
      (req) => ({ authorization: String(req.headers.authorization) }),
      (req) => ({ 'x-forwarded-authorization': String(req.headers.authorization) }),
      (req) => ({ cookie: `token=${String(req.headers.authorization).slice(7)}` }),
    ]
    for (const headersOf of headers) {
      const app = api((caller, req) =>
        caller.fetch('orders', '/', { headers: headersOf(req) }).then(
          () => 'sent',
          (error) => error.message,
        ),
      )
      expect((await send(app, await token())).body).toMatch(/must not be passed on/)
    }
    expect(seen).toEqual([])
  })

  it('and says 502 when the API cannot be reached', async () => {
    const app = api(callOrders, guardWith({}, { url: 'http://127.0.0.1:1/v1' }))
    const response = await send(app, await token())
    expect([response.status, response.body.code]).toEqual([502, 'ERR_API_UNAVAILABLE'])
  })
})

it("speaks Microsoft Entra's own form", async () => {
  const entra = 'https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0'
  const asked: URLSearchParams[] = []
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    asked.push(new URLSearchParams(String(init?.body)))
    return Response.json({ access_token: 'exchanged', token_type: 'Bearer', expires_in: 3599 })
  }
  const guard = apiGuard({
    issuer: {
      issuer: entra,
      audience: 'api-client',
      jwks: issuer.jwks,
      metadata: { issuer: entra, jwks_uri: `${entra}/keys`, token_endpoint: `${entra}/token` },
      exchange: { clientId: 'api-client', clientSecret: 's' },
    },
    downstream: { graph: { url: 'https://graph.microsoft.com/v1.0', scopes: 'https://graph.microsoft.com/User.Read' } },
    fetch,
  })
  const claims = {
    iss: entra,
    aud: 'api-client',
    sub: 's',
    oid: 'o',
    tid: 'aaaabbbb-0000-cccc-1111-dddd2222eeee',
    ver: '2.0',
    azp: 'web',
    azpacr: '1',
    scp: 'access',
    uti: 'u',
    rh: 'r',
    exp: 9_999_999_999,
    iat: 1,
  }
  const incoming = await issuer.sign(claims, { typ: 'JWT' })
  const app = api(async (caller) => ({ token: await caller.accessToken('graph') }), guard)
  expect((await send(app, incoming)).body).toEqual({ token: 'exchanged' })
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: incoming,
    requested_token_use: 'on_behalf_of',
    scope: 'https://graph.microsoft.com/User.Read',
  })
})

it('needs a request that this guard let through with a token', async () => {
  const guard = guardWith({ optional: true })
  const app = express()
  app.use(guard)
  app.use((req, res) => {
    res.json(guard.onBehalfOf(req))
  })
  app.use(authErrorHandler())
  const response = await request(app).get('/')
  expect([response.status, response.body.code]).toEqual([500, 'ERR_GUARD_MISSING'])
  expect(() => guard.onBehalfOf({ headers: {} } as never)).toThrow('no apiGuard has verified a token')
})

describe('an option that cannot work throws when the guard is made', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['downstream without exchange', { exchange: undefined }, /"downstream" needs "exchange"/],
    ['exchange without downstream', { downstream: undefined }, /"exchange" needs "downstream"/],
    ['no secret', { exchange: { clientId: 'c' } }, /"exchange\.clientSecret" is required/],
    ['no client', { exchange: {} }, /"exchange\.clientId" is required/],
    [
      'http',
      { downstream: { orders: { url: 'http://orders.example.com', audience: 'x' } } },
      /"downstream\.orders\.url" must be https/,
    ],
    [
      'no target',
      { downstream: { orders: { url: 'https://orders.example.com' } } },
      /"downstream\.orders" needs "audience", "resource" or "scopes"/,
    ],
    ['a name with a space', { downstream: { 'my orders': {} } }, /"downstream" must have names of/],
    ['an unknown option', { downstream: { orders: { baseUrl: 'x' } } }, /unknown option "downstream\.orders\.baseUrl"/],
    [
      'a resource that is no URI',
      { downstream: { orders: { url: 'https://o.example', resource: 'x' } } },
      /"downstream\.orders\.resource" must be/,
    ],
  ])('%s', (_name, more, message) => {
    expect(() => guardWith(more)).toThrow(message)
  })
})
