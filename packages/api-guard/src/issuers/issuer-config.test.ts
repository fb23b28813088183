import { generateSigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { createApi, expectRefusal, send } from '../../test/api.js'
import { type ApiGuardOptions, apiGuard, type TokenProfile } from '../index.js'

const audience = 'https://api.example.com'
const issuer = 'https://op.example.com'
const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc'

function starting(options: Partial<Record<keyof ApiGuardOptions, unknown>>): () => unknown {
  return () => apiGuard({ issuer, audience, ...options } as ApiGuardOptions)
}

describe('an audience', () => {
  it.each<[string, unknown, RegExp]>([
    ['left out', undefined, /"audience" is required/],
    ['blank, as an unset variable leaves it', '', /must not hold a blank value/],
    ['an empty list', [], /and not empty/],
    ['a list with a blank', [audience, ' '], /blank/],
    ['a list in a list', [[audience]], /blank/],
    ['false, where tokens have one', false, /"audience" can't be or hold false with the token profile rfc9068/],
  ])('that is %s is refused at the start', (_name, given, message) => {
    expect(starting({ audience: given })).toThrow(message)
    expect(starting({ audience: given })).toThrow(TypeError)
  })

  it('that is the name of a client would take ID tokens, and is refused', () => {
    expect(starting({ audience: [audience, 'client-1'], clientIds: ['client-1'] })).toThrow(
      'apiGuard: "audience" holds client-1, which is also in "clientIds"',
    )
  })

  it("may be a client's name where the provider knows no other", () => {
    expect(starting({ tokenProfile: 'fusionauth', audience: 'client-1', clientIds: ['client-1'] })).not.toThrow()
  })
})

describe('a token profile', () => {
  it('of Cognito needs clients and a scope, with and without an audience', () => {
    const scopes = 'orders/read'
    for (const audienceOrNone of [audience, false]) {
      expect(starting({ issuer: pool, audience: audienceOrNone, scopes })).toThrow(/"clientIds" is required/)
      expect(starting({ issuer: pool, audience: audienceOrNone, clientIds: ['a'] })).toThrow(/"scopes" is required/)
      expect(starting({ issuer: pool, audience: audienceOrNone, clientIds: ['a'], scopes })).not.toThrow()
    }
  })

  it('without audience and with a key set for each client needs exactly one client', () => {
    const workos = { tokenProfile: 'workos', audience: false }
    expect(starting(workos)).toThrow(/"clientIds" is required where "audience" is or holds false/)
    expect(starting({ ...workos, clientIds: ['a', 'b'] })).toThrow(/"clientIds" must hold exactly one/)
    expect(starting({ ...workos, clientIds: ['a'] })).not.toThrow()
  })

  it('whose tokens are all opaque needs introspection', () => {
    const house = {
      name: 'house',
      headerTypes: [],
      prove: () => undefined,
      clientId: () => undefined,
      scopes: () => [],
    }
    expect(starting({ tokenProfile: { ...house, opaqueTokens: true } })).toThrow(
      'apiGuard: "introspection" is required with the token profile house',
    )
  })

  it('must be a known name or a profile', () => {
    for (const tokenProfile of ['auth1', 'constructor', {}, null, 1]) {
      expect(starting({ tokenProfile })).toThrow(/"tokenProfile" must be one of/)
    }
  })

  it('may be one of your own', async () => {
    const provider = await startIssuer()
    try {
      const tokenProfile: TokenProfile = {
        name: 'house',
        headerTypes: ['house+jwt'],
        prove: () => undefined,
        clientId: () => 'house',
        scopes: () => ['all'],
      }
      const app = createApi({ issuer: provider.issuer, audience, tokenProfile })
      const response = await send(app, await provider.accessToken({}, { typ: 'house+jwt' }))
      expect(response.body).toMatchObject({ clientId: 'house', scopes: ['all'] })
      expectRefusal(await send(app, await provider.accessToken()), 'ERR_TOKEN_KIND')
    } finally {
      await provider.close()
    }
  })
})

describe('an issuer', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['blank', ' '],
    ['a number', 1],
    ['no URL', 'op.example.com'],
    ['http', 'http://op.example.com'],
    ['a URL with a query', `${issuer}?x=1`],
    ['a URL with a fragment', `${issuer}#x`],
    ['a URL with a password', 'https://a:b@op.example.com'],
  ])('that is %s is refused at the start', (_name, given) => {
    expect(starting({ issuer: given })).toThrow(/^apiGuard: "issuer"/)
  })

  it('may be called anything, where the keys are given', async () => {
    const key = await generateSigningKey()
    const provider = await startIssuer({ signingKey: key })
    const jwks = { keys: [key.publicJwk] }
    const app = createApi({ issuer: 'acme.com', audience, jwks, tokenProfile: 'rfc9068' })
    expect((await send(app, await provider.accessToken({ iss: 'acme.com' }))).body.issuer).toBe('acme.com')
    expect(provider.requests).toHaveLength(0)
    await provider.close()
  })

  it('has its keys from one place', () => {
    const jwks = { keys: [] }
    const jwksUri = `${issuer}/jwks`
    expect(starting({ jwks, jwksUri })).toThrow(/"jwksUri" cannot be used together with "jwks"/)
    expect(starting({ jwks })).toThrow(/"jwks" must be a JWK Set/)
    expect(starting({ jwksUri: 'http://op.example.com/jwks' })).toThrow(/"jwksUri" must be https/)
    expect(starting({ metadata: {} })).toThrow(/"metadata" has no jwks_uri/)
    expect(starting({ metadata: null })).toThrow(/"metadata" must be an object/)
    expect(starting({ metadata: { issuer: 'https://other.example.com', jwks_uri: jwksUri } })).toThrow(
      /^apiGuard: "metadata" is that of the issuer/,
    )
  })
})

describe("Google's access tokens", () => {
  let google: TestIssuer
  const clientIds = ['web.apps.googleusercontent.com']

  beforeAll(async () => {
    google = await startIssuer()
  })
  afterAll(() => google.close())
  beforeEach(() => google.resetRequests())

  // The tokeninfo endpoint itself is played by a path of the test issuer.
  function api(info: object, status = 200) {
    google.respondWith('/introspect', { status, body: info })
    const introspection = { endpoint: `${google.url}/introspect` }
    const own = { issuer: 'https://accounts.google.com', audience: false, clientIds, introspection } as const
    return createApi({ issuer: own, scopes: 'email' })
  }

  const exp = () => String(Math.floor(Date.now() / 1000) + 60)
  const token = 'ya29.c.b0Aaek'

  it('are asked about at tokeninfo, as bearer tokens, without a client', async () => {
    const response = await send(
      api({ azp: clientIds[0], aud: clientIds[0], sub: '1', scope: 'openid email', exp: exp() }),
      token,
    )
    expect(response.body).toMatchObject({ format: 'opaque', clientId: clientIds[0], scopes: ['openid', 'email'] })
    const [asked] = google.requests
    expect(asked?.headers.authorization).toBe(`Bearer ${token}`)
    expect(asked?.query.size).toBe(0)
    expect(asked?.body).toBe('')
  })

  it('of other clients are refused: any app can get one', async () => {
    const info = { azp: 'other', aud: 'other', sub: '1', scope: 'openid email', exp: exp() }
    expectRefusal(await send(api(info), token), 'ERR_TOKEN_CLIENT')
  })

  it('that are no good are answered 400 there, and 401 here', async () => {
    expectRefusal(await send(api({ error: 'invalid_token' }, 400), token), 'ERR_TOKEN_INACTIVE')
  })

  it('take no client, and need the list of clients and a scope', () => {
    const own = { issuer: 'https://accounts.google.com', audience: false }
    expect(starting(own)).toThrow(/"clientIds" is required/)
    expect(starting({ ...own, clientIds })).toThrow(/"scopes" is required/)
    expect(starting({ ...own, clientIds, introspection: { clientId: 'x' }, scopes: 'email' })).toThrow(
      /"introspection.clientId" has no use/,
    )
  })

  it('are never JWTs: an ID token of Google is refused', async () => {
    const idToken = await google.idToken({ iss: 'https://accounts.google.com', aud: clientIds[0] })
    expectRefusal(await send(api({}), idToken), 'ERR_TOKEN_KIND')
    expect(google.requests).toHaveLength(0)
  })
})
