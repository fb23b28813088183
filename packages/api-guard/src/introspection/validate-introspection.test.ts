import { audience } from '../../test/api.js'
import { api, get, issuer } from '../../test/introspecting-api.js'
import type { TokenProfile } from '../index.js'

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

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
    const response = await get(api(), issuer.opaqueToken(claims))
    expect(response.status).toBe(401)
    expect(response.body.code).toBe(code)
    expect(response.headers['www-authenticate']).toMatch(
      /^Bearer error="invalid_token", error_description="[a-zA-Z ]+"$/,
    )
  })

  it('may write its times with fractions of a second (RFC 7519, 2)', async () => {
    const now = epochSeconds()
    const response = await get(api(), issuer.opaqueToken({ exp: now + 60.5, iat: now - 0.5, nbf: now - 0.5 }))
    expect([response.status, response.body.expiresAt]).toEqual([200, now + 60.5])
  })

  it('does not let through a token that has expired all the same', async () => {
    const body = { active: true, iss: issuer.issuer, aud: audience, exp: epochSeconds() - 60 }
    issuer.respondWith('introspection', { body })
    expect((await get(api(), 'opaque')).body.code).toBe('ERR_TOKEN_EXPIRED')
  })

  it('does not let through the token of a client that is not on the list', async () => {
    const response = await get(api({ clientIds: ['client-2'] }), issuer.opaqueToken())
    expect(response.body.code).toBe('ERR_TOKEN_CLIENT')
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
