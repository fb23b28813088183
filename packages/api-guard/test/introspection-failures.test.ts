import { inspect } from 'node:util'
import { type AnyKey, generateSigningKey } from '@tandem-auth/testing'
import type { Response } from 'supertest'
import { apiGuard, isAuthError, type TrustedIssuerOptions } from '../src/index.js'
import { audience, createOrdersApi } from './api.js'
import { get, introspecting, introspection, issuer } from './introspecting-api.js'
import { passTime } from './pass-time.js'

// A provider that hangs shall not hang the test.
const options = (own?: Partial<TrustedIssuerOptions>) => introspecting(own, { timeout: 1 })
const api = (own?: Partial<TrustedIssuerOptions>) => createOrdersApi(options(own))

function expectUnavailable(response: Response): void {
  expect(response.status).toBe(503)
  expect(response.body.code).toBe('ERR_INTROSPECTION_UNAVAILABLE')
  expect(response.headers).toHaveProperty('retry-after')
  expect(response.headers).not.toHaveProperty('www-authenticate')
}

afterEach(() => jest.restoreAllMocks())

describe("the provider's failures are not the caller's", () => {
  it('when it is down', async () => {
    const app = api()
    await get(app, issuer.opaqueToken())
    await issuer.down()
    try {
      expectUnavailable(await get(app, issuer.opaqueToken()))
    } finally {
      await issuer.up()
    }
  })

  it.each<[string, object]>([
    ['an error', { status: 500, body: 'oh no' }],
    ['a request for patience', { status: 429, body: {} }],
    ['no endpoint', { status: 404, body: {} }],
    ['a complaint about the request', { status: 400, body: { error: 'invalid_request' } }],
    ['a redirect', { status: 302, headers: { location: 'https://other.example.com/' } }],
    ['a page', { body: '<html></html>' }],
    ['nothing', { body: '' }],
    ['an array', { body: '[{"active":true}]' }],
    ['no verdict', { body: { iss: 'x', aud: audience } }],
    ['a verdict in words', { body: { active: 'true', aud: audience } }],
    ['two verdicts', { body: '{"active":false,"active":true}' }],
    ['more than anyone would read', { body: `{"active":true,"x":"${'x'.repeat(300_000)}"}` }],
  ])('when it answers with %s', async (_name, response) => {
    issuer.respondWith('introspection', response)
    expectUnavailable(await get(api(), 'opaque'))
  })

  it('and a token that is known needs no provider', async () => {
    const app = api()
    const token = issuer.opaqueToken()
    await get(app, token)
    issuer.respondWith('introspection', { status: 500 })
    expect((await get(app, token)).status).toBe(200)
  })

  it('and nothing that failed is remembered as a refusal', async () => {
    const app = api()
    const token = issuer.opaqueToken()
    issuer.respondWith('introspection', { status: 500 })
    expectUnavailable(await get(app, token))
    issuer.restore()
    expect((await get(app, token)).status).toBe(200)
  })
})

describe('a provider that hangs', () => {
  it('is asked a hundred times at once and no more', async () => {
    let response: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      response = resolve
    })
    issuer.respondWith('introspection', (_request, proceed) => held.then(proceed))
    const guard = apiGuard({ ...options(), timeout: 60 })
    const verdicts = Array.from({ length: 130 }, () =>
      guard.verify(issuer.opaqueToken()).then(
        () => 'accepted',
        (error: unknown) => isAuthError(error) && error.code,
      ),
    )
    const refused = await Promise.all(verdicts.slice(100))
    expect(new Set(refused)).toEqual(new Set(['ERR_INTROSPECTION_UNAVAILABLE']))
    response()
    expect(new Set(await Promise.all(verdicts.slice(0, 100)))).toEqual(new Set(['accepted']))
    expect(issuer.count('introspection')).toBe(100)
  })

  it('is left alone for a while after five failures in a row, and then tried once', async () => {
    issuer.respondWith('introspection', { status: 500 })
    const app = api()
    for (const token of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) expectUnavailable(await get(app, token))
    expect(issuer.count('introspection')).toBe(5)
    passTime(1_050)
    await Promise.all(['h', 'i', 'j'].map((token) => get(app, token)))
    expect(issuer.count('introspection')).toBe(6)
  })

  it('is trusted again after one good answer', async () => {
    issuer.respondWith('introspection', { status: 500 })
    const app = api()
    for (const token of ['a', 'b', 'c', 'd', 'e']) await get(app, token)
    issuer.restore()
    passTime(1_050)
    for (const _ of [1, 2, 3]) expect((await get(app, issuer.opaqueToken())).status).toBe(200)
  })

  it("can't be made to look like that by tokens that are merely bad", async () => {
    const app = api()
    for (const token of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) expect((await get(app, token)).status).toBe(401)
    expect(issuer.count('introspection')).toBe(7)
  })
})

describe('a provider that refuses our own client', () => {
  it.each<[string, object]>([
    ['401', { status: 401, body: { error: 'invalid_client' } }],
    ['403', { status: 403, body: {} }],
    ['400 invalid_client', { status: 400, body: { error: 'invalid_client' } }],
    ['400 unauthorized_client', { status: 400, body: { error: 'unauthorized_client' } }],
  ])('with %s is a matter of our configuration', async (_name, response) => {
    issuer.respondWith('introspection', response)
    const refusal = await get(api(), 'opaque')
    expect(refusal.status).toBe(500)
    expect(refusal.body.code).toBe('ERR_INTROSPECTION_REFUSED')
    expect(refusal.body.hint).toMatch(/Check its clientId and its secret/)
    expect(refusal.headers).not.toHaveProperty('www-authenticate')
  })

  it('because the secret is wrong, and the secret stays out of the error', async () => {
    const clientSecret = 'hunter2-hunter2'
    const guard = apiGuard(options({ introspection: { clientId: 'client-1', clientSecret } }))
    const error: unknown = await guard.verify('opaque').catch((refusal: unknown) => refusal)
    expect(error).toMatchObject({ code: 'ERR_INTROSPECTION_REFUSED' })
    expect(inspect([error, guard], { depth: 9, showHidden: true })).not.toMatch(/hunter2|opaque/)
  })
})

describe('a signed answer', () => {
  const type = 'application/token-introspection+jwt'
  const now = () => Math.floor(Date.now() / 1000)

  async function signed(claims: object, header: object = {}, key?: AnyKey): Promise<void> {
    const body = await issuer.introspectionToken({ aud: 'client-1', ...claims }, { ...header }, key)
    issuer.respondWith('introspection', { headers: { 'content-type': type }, body })
  }

  it('is asked for', async () => {
    await get(api(), issuer.opaqueToken())
    const [asked] = issuer.requests.filter(({ endpoint }) => endpoint === 'introspection')
    expect(asked?.headers.accept).toBe(`${type}, application/json;q=0.9`)
  })

  it('is taken', async () => {
    await signed({})
    expect((await get(api(), 'opaque')).body).toMatchObject({ format: 'opaque', subject: 'user-1' })
  })

  it('may say that the token is not active', async () => {
    await signed({ token_introspection: { active: false } })
    expect((await get(api(), 'opaque')).body.code).toBe('ERR_TOKEN_INACTIVE')
  })

  it('is plain JSON, too, where the provider has nothing better', async () => {
    issuer.respondWith('introspection', { body: { active: true, aud: [audience], exp: now() + 60 } })
    expect((await get(api(), 'opaque')).status).toBe(200)
  })

  it.each<[string, () => Promise<void>]>([
    ['that is an ID token', () => signed({}, { typ: undefined })],
    ['that is an access token', () => signed({}, { typ: 'at+jwt' })],
    ['of another issuer', () => signed({ iss: 'https://other.example.com' })],
    ['for another client', () => signed({ aud: 'client-2' })],
    ['for nobody', () => signed({ aud: undefined })],
    ['of ten minutes ago, about another token', () => signed({ iat: now() - 600 })],
    ['of the future', () => signed({ iat: now() + 600 })],
    ['without a time', () => signed({ iat: undefined })],
    ['without a word on the token', () => signed({ token_introspection: undefined })],
    ['with a list for the token', () => signed({ token_introspection: [] })],
    ['signed by a stranger', async () => signed({}, {}, await generateSigningKey())],
    [
      'that is no JWT',
      async () => issuer.respondWith('introspection', { headers: { 'content-type': type }, body: '{}' }),
    ],
  ])('%s is believed no more than none', async (_name, respond) => {
    await respond()
    expectUnavailable(await get(api(), 'opaque'))
  })

  it('with an algorithm that is not on the list is believed no more than none', async () => {
    await signed({})
    expectUnavailable(await get(api({ algorithms: ['ES256'] }), 'opaque'))
  })

  it('without keys to check it by is a failure of the provider', async () => {
    await signed({})
    issuer.respondWith('jwks', { status: 500 })
    const response = await get(api(), 'opaque')
    expect(response.status).toBe(503)
    expect(response.body.code).toBe('ERR_KEYS_UNAVAILABLE')
  })
})

describe('the configuration', () => {
  it.each<[string, object | null, RegExp]>([
    ['no client', { clientSecret: 'x' }, /"introspection.clientId" is required/],
    [
      'a blank client, as an unset variable leaves it',
      { clientId: ' ', clientSecret: 'x' },
      /"introspection.clientId"/,
    ],
    ['no secret', { clientId: 'x' }, /"introspection.clientSecret"/],
    ['a blank secret', { clientId: 'x', clientSecret: '' }, /"introspection.clientSecret"/],
    ['a secret and a key', { clientId: 'x', clientSecret: 'x', privateKey: 'x' }, /give only one of them/],
    ['a key that is none', { clientId: 'x', privateKey: 'x' }, /"privateKey" must be a private/],
    [
      'an http endpoint',
      { ...introspection, endpoint: 'http://op.example.com/' },
      /"introspection.endpoint" must be https/,
    ],
    ['an unknown name', { ...introspection, secret: 'x' }, /unknown option "introspection.secret"/],
    [
      'a cache without an end',
      { ...introspection, cache: { maxAge: Number.POSITIVE_INFINITY } },
      /"introspection.cache.maxAge"/,
    ],
    ['nothing at all', null, /"introspection" must be an object/],
  ])('with %s is refused at the start', (_name, given, message) => {
    expect(() => apiGuard(options({ introspection: given as TrustedIssuerOptions['introspection'] }))).toThrow(message)
    expect(() => apiGuard(options({ introspection: given as TrustedIssuerOptions['introspection'] }))).toThrow(
      TypeError,
    )
  })
})
