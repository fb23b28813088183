import { generateSigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request, { type Response } from 'supertest'
import {
  type ApiGuardOptions,
  apiGuard,
  authErrorHandler,
  authOf,
  type IssuerOptions,
  requireScopes,
  type TokenProfile,
} from './index.js'

const audience = 'https://api.example.com'
const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
const realTimers = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
] as const
const otherTimers = ['clearImmediate', 'clearInterval', 'clearTimeout'] as const
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())
beforeEach(() => {
  issuer.restore()
  issuer.resetRequests()
})
afterEach(() => {
  jest.useRealTimers()
})

function api(own: Partial<IssuerOptions> = {}, options: Partial<ApiGuardOptions> = {}): Express {
  const app = express()
  app.use(apiGuard({ issuer: { issuer: issuer.issuer, introspection, ...own }, audience, ...options }))
  app.get('/orders', (req, res) => {
    res.json(authOf(req))
  })
  app.get('/read', requireScopes('read:orders'), (_req, res) => {
    res.json({})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

function get(app: Express, token: string, path = '/orders'): Promise<Response> {
  return request(app).get(path).auth(token, { type: 'bearer' })
}

function stopTheClock(): void {
  jest.useFakeTimers({ now: Date.now(), doNotFake: [...realTimers, ...otherTimers] })
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

describe('an opaque token', () => {
  it('is what the provider says of it', async () => {
    const token = issuer.opaqueToken({ scope: 'read:orders write:orders', tier: 'gold' })
    const answer = await get(api(), token)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      format: 'opaque',
      issuer: issuer.issuer,
      subject: 'user-1',
      clientId: 'client-1',
      audience: [audience],
      scopes: ['read:orders', 'write:orders'],
      payload: { tier: 'gold' },
    })
    expect(answer.body).not.toHaveProperty('token')
  })

  it('needs the scopes of a route like any other', async () => {
    const answer = await get(api(), issuer.opaqueToken({ scope: 'write:orders' }), '/read')
    expect(answer.status).toBe(403)
    expect(answer.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="read:orders"')
  })

  it('is refused without a word to the provider where nothing is introspected', async () => {
    const answer = await get(api({ introspection: undefined }), issuer.opaqueToken())
    expect(answer.status).toBe(401)
    expect(answer.body.code).toBe('ERR_TOKEN_OPAQUE')
    expect(issuer.requests).toHaveLength(0)
  })

  it('is a client, where the subject is the client', async () => {
    const answer = await get(api(), issuer.opaqueToken({ sub: 'client-1' }))
    expect(answer.body.isMachine).toBe(true)
  })
})

describe('beside JWTs', () => {
  it('judges the JWT of the same issuer by its keys', async () => {
    const app = api()
    expect((await get(app, await issuer.accessToken())).body.format).toBe('jwt')
    expect((await get(app, issuer.opaqueToken())).body.format).toBe('opaque')
    expect(issuer.count('introspection')).toBe(1)
  })

  it("shows the provider no JWT: neither a stranger's, nor one that is cut, swollen or encrypted", async () => {
    const app = api()
    const jwt = await issuer.accessToken()
    const [header = '', payload = '', signature = ''] = jwt.split('.')
    const stranger = await issuer.accessToken({ iss: 'https://other.example.com' })
    const cases = [stranger, `${header}.${payload}.${signature}A`, `${header}.${payload}.`, `${header}..${payload}.a.b`]
    for (const token of cases) expect((await get(app, token)).status).toBe(401)
    expect(issuer.count('introspection')).toBe(0)
  })
})

describe('how the provider is asked', () => {
  it('puts the token into the body of a POST, and neither token nor secret into an address', async () => {
    const token = issuer.opaqueToken()
    await get(api(), token)
    const [asked] = issuer.requests.filter(({ endpoint }) => endpoint === 'introspection')
    expect(asked).toMatchObject({ method: 'POST', path: '/introspect' })
    expect(asked?.query.size).toBe(0)
    expect(asked?.form.get('token')).toBe(token)
    expect(asked?.body).not.toContain('secret-1')
  })

  it.each<[string, string, string]>([
    ['with a blank in it', 'a b', 'ERR_TOKEN_MALFORMED'],
    ['that is an address', 'https://attacker.example.com/', 'ERR_TOKEN_MALFORMED'],
    ['with a line break in it', 'a\r\nb', 'ERR_TOKEN_MALFORMED'],
    ['that is nothing', '', 'ERR_TOKEN_MALFORMED'],
    ['that is a book', 'x'.repeat(17_000), 'ERR_TOKEN_TOO_LARGE'],
  ])('is not, about a token %s', async (_name, token, code) => {
    const guard = apiGuard({ issuer: issuer.issuer, audience, introspection })
    await expect(guard.verify(token)).rejects.toMatchObject({ status: 401, code })
    expect(issuer.requests).toHaveLength(0)
  })

  it('form-encodes id and secret before it joins them', async () => {
    issuer.addClient({ clientId: 'the client:1', clientSecret: 'p+ss w%rd:ü' })
    const own = { introspection: { clientId: 'the client:1', clientSecret: 'p+ss w%rd:ü' } }
    expect((await get(api(own), issuer.opaqueToken())).status).toBe(200)
  })

  it.each(['RS256', 'ES384', 'EdDSA'])(
    'authenticates with an assertion signed by %s, a new one each time',
    async (algorithm) => {
      const key = await generateSigningKey(algorithm)
      issuer.addClient({ clientId: algorithm, jwks: { keys: [key.publicJwk] } })
      const privateJwk = { ...key.privateKey.export({ format: 'jwk' }), kid: key.kid }
      const app = api({ introspection: { clientId: algorithm, privateKey: privateJwk } })
      for (const token of [issuer.opaqueToken(), issuer.opaqueToken()]) expect((await get(app, token)).status).toBe(200)
      const assertions = issuer.requests.flatMap(({ form }) => form.get('client_assertion') ?? [])
      expect(new Set(assertions).size).toBe(2)
      expect(issuer.violations).toEqual([])
    },
  )

  it('authenticates with a key that has no name', async () => {
    const key = await generateSigningKey('ES256')
    const { kid, ...jwk } = key.publicJwk
    issuer.addClient({ clientId: 'client-3', jwks: { keys: [jwk] } })
    const privateKey = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect((await get(api({ introspection: { clientId: 'client-3', privateKey } }), issuer.opaqueToken())).status).toBe(
      200,
    )
    expect(kid).toBeDefined()
  })

  it('asks where it was told to', async () => {
    const metadata = { issuer: issuer.issuer, jwks_uri: `${issuer.url}/jwks` }
    const own = { metadata, introspection: { ...introspection, endpoint: `${issuer.url}/introspect` } }
    expect((await get(api(own), issuer.opaqueToken())).status).toBe(200)
    expect(issuer.count('discovery')).toBe(0)
  })

  it('is our own fault where the provider has no introspection', async () => {
    const metadata = { issuer: issuer.issuer, jwks_uri: `${issuer.url}/jwks` }
    const answer = await get(api({ metadata }), issuer.opaqueToken())
    expect(answer.status).toBe(500)
    expect(answer.body.code).toBe('ERR_METADATA_INVALID')
  })
})

describe('what was asked is remembered', () => {
  it('once for 50 requests at the same time', async () => {
    issuer.respondWith('introspection', { delayMs: 50 })
    const app = api()
    const token = issuer.opaqueToken()
    const answers = await Promise.all(Array.from({ length: 50 }, () => get(app, token)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(issuer.count('introspection')).toBe(1)
  })

  it('no longer than the token lives', async () => {
    stopTheClock()
    const app = api({}, { clockTolerance: 30 })
    const token = issuer.opaqueToken({ exp: epochSeconds() + 20 })
    expect((await get(app, token)).status).toBe(200)
    jest.advanceTimersByTime(19_000)
    expect((await get(app, token)).status).toBe(200)
    expect(issuer.count('introspection')).toBe(1)
    jest.advanceTimersByTime(2_000)
    expect((await get(app, token)).body.code).toBe('ERR_TOKEN_INACTIVE')
    expect(issuer.count('introspection')).toBe(2)
  })

  it('for a minute, so that a revoked token ends soon', async () => {
    stopTheClock()
    const app = api()
    const token = issuer.opaqueToken()
    await get(app, token)
    jest.advanceTimersByTime(59_000)
    await get(app, token)
    expect(issuer.count('introspection')).toBe(1)
    jest.advanceTimersByTime(2_000)
    await get(app, token)
    expect(issuer.count('introspection')).toBe(2)
  })

  it('for ten seconds where nobody knows when the token expires', async () => {
    stopTheClock()
    const app = api()
    const token = issuer.opaqueToken({ exp: undefined })
    expect((await get(app, token)).status).toBe(200)
    jest.advanceTimersByTime(9_000)
    await get(app, token)
    expect(issuer.count('introspection')).toBe(1)
    jest.advanceTimersByTime(2_000)
    await get(app, token)
    expect(issuer.count('introspection')).toBe(2)
  })

  it('not at all where the cache is off', async () => {
    const app = api({ introspection: { ...introspection, cache: false } })
    const token = issuer.opaqueToken()
    for (const _ of [1, 2]) expect((await get(app, token)).status).toBe(200)
    expect(issuer.count('introspection')).toBe(2)
  })

  it('a refusal for seconds, and as a refusal', async () => {
    stopTheClock()
    const app = api()
    for (const _ of [1, 2]) expect((await get(app, 'made-up')).body.code).toBe('ERR_TOKEN_INACTIVE')
    expect(issuer.count('introspection')).toBe(1)
    jest.advanceTimersByTime(6_000)
    expect((await get(app, 'made-up')).body.code).toBe('ERR_TOKEN_INACTIVE')
    expect(issuer.count('introspection')).toBe(2)
  })

  it('but not that a token is not valid yet', async () => {
    stopTheClock()
    const app = api()
    const token = issuer.opaqueToken({ nbf: epochSeconds() + 8 })
    expect((await get(app, token)).body.code).toBe('ERR_TOKEN_NOT_YET')
    jest.advanceTimersByTime(4_000)
    expect((await get(app, token)).status).toBe(200)
  })
})

describe('an active answer', () => {
  const attacks: readonly [string, Record<string, unknown>, string][] = [
    ['a refresh token, by its type', { token_type: 'refresh_token' }, 'ERR_TOKEN_KIND'],
    ['a refresh token of Ory, by its use', { token_use: 'refresh_token' }, 'ERR_TOKEN_KIND'],
    ['a refresh token of Keycloak', { typ: 'Refresh' }, 'ERR_TOKEN_KIND'],
    ['a refresh token of Curity, by its purpose', { purpose: 'refresh_token' }, 'ERR_TOKEN_KIND'],
    ['a type that is no text', { token_type: ['Bearer'] }, 'ERR_TOKEN_KIND'],
    ['an ID token, by its hash', { at_hash: 'x' }, 'ERR_TOKEN_KIND'],
    ['an ID token, by its use', { token_use: 'id' }, 'ERR_TOKEN_KIND'],
    ['a logout token', { events: {} }, 'ERR_TOKEN_KIND'],
    ['a token for another API', { aud: 'https://other.example.com' }, 'ERR_TOKEN_AUDIENCE'],
    ['a token for nobody in particular', { aud: undefined }, 'ERR_TOKEN_AUDIENCE'],
    ['an audience inside an object', { aud: { 0: audience } }, 'ERR_TOKEN_AUDIENCE'],
    ['a token of another issuer', { iss: 'https://other.example.com' }, 'ERR_TOKEN_ISSUER'],
    ['an expiry that is no number', { exp: '9999999999' }, 'ERR_TOKEN_CLAIMS'],
    ['a token that is not valid yet', { nbf: 9_999_999_999 }, 'ERR_TOKEN_NOT_YET'],
    ['a token from the future', { iat: 9_999_999_999 }, 'ERR_TOKEN_NOT_YET'],
    ['a token bound to a certificate', { cnf: { 'x5t#S256': 'x' } }, 'ERR_TOKEN_BOUND'],
    ['a token bound to a key by DPoP', { token_type: 'DPoP' }, 'ERR_TOKEN_BOUND'],
  ]
  it.each(attacks)('does not let through %s', async (_name, claims, code) => {
    const answer = await get(api(), issuer.opaqueToken(claims))
    expect(answer.status).toBe(401)
    expect(answer.body.code).toBe(code)
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token", error_description="[a-zA-Z ]+"$/)
  })

  it('does not let through a token that has expired all the same', async () => {
    const body = { active: true, iss: issuer.issuer, aud: audience, exp: epochSeconds() - 60 }
    issuer.respondWith('introspection', { body })
    expect((await get(api(), 'opaque')).body.code).toBe('ERR_TOKEN_EXPIRED')
  })

  it('does not let through the token of a client that is not on the list', async () => {
    const answer = await get(api({ clientIds: ['client-2'] }), issuer.opaqueToken())
    expect(answer.body.code).toBe('ERR_TOKEN_CLIENT')
  })

  it("is judged by the provider's own marks, too", async () => {
    const okta = { tokenProfile: 'okta' } as const
    expect((await get(api(okta), issuer.opaqueToken({ jti: 'ID.1' }))).body.code).toBe('ERR_TOKEN_KIND')
    expect((await get(api(okta), issuer.opaqueToken({ jti: 'AT.1' }))).status).toBe(200)
  })

  it("of a tenant is the tenant's, where one issuer stands for many", async () => {
    const tokenProfile: TokenProfile = {
      name: 'house',
      headerTypes: [],
      prove: () => undefined,
      clientId: () => undefined,
      scopes: () => [],
      templateOf: (discoveryIssuer) => ({
        discoveryIssuer,
        metadataIssuer: discoveryIssuer,
        matches: (name) => name.startsWith(`${discoveryIssuer}/tenants/`),
      }),
    }
    const iss = `${issuer.issuer}/tenants/1`
    expect((await get(api({ tokenProfile }), issuer.opaqueToken({ iss }))).body.issuer).toBe(iss)
    expect((await get(api({ tokenProfile }), issuer.opaqueToken({ iss: `${iss}x`.slice(1) }))).body.code).toBe(
      'ERR_TOKEN_ISSUER',
    )
  })

  it('is no answer and no refusal when a profile of yours fails on it', async () => {
    const house = { name: 'house', headerTypes: [], prove: () => undefined }
    const scopes = () => {
      throw new Error('oh no')
    }
    const app = api({ tokenProfile: { ...house, clientId: () => undefined, scopes, introspection: { scopes } } })
    const token = issuer.opaqueToken()
    for (const _ of [1, 2]) expect((await get(app, token)).status).toBe(500)
    expect(issuer.count('introspection')).toBe(2)
  })

  it('may leave out the issuer', async () => {
    expect((await get(api(), issuer.opaqueToken({ iss: undefined }))).body.issuer).toBe(issuer.issuer)
  })
})
