import { generateSigningKey } from '@tandem-auth/testing'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { audience } from '../../test/api.js'
import { api, get, introspection, issuer } from '../../test/introspecting-api.js'
import { apiGuard } from '../index.js'

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

  it('authenticates with an assertion for the issuer only, of the type of RFC 10070', async () => {
    const key = await generateSigningKey('ES256')
    issuer.addClient({ clientId: 'client-4', jwks: { keys: [key.publicJwk] } })
    const privateKey = { ...key.privateKey.export({ format: 'jwk' }), kid: key.kid }
    expect((await get(api({ introspection: { clientId: 'client-4', privateKey } }), issuer.opaqueToken())).status).toBe(
      200,
    )
    const assertion = issuer.requests.flatMap(({ form }) => form.get('client_assertion') ?? [])[0] ?? ''
    expect(decodeProtectedHeader(assertion).typ).toBe('client-authentication+jwt')
    expect(decodeJwt(assertion)).toMatchObject({ iss: 'client-4', sub: 'client-4', aud: issuer.issuer })
  })

  it('sends the secret in the form with client_secret_post, and only there', async () => {
    issuer.addClient({ clientId: 'post', clientSecret: 's p&', tokenEndpointAuthMethod: 'client_secret_post' })
    const own = {
      introspection: { clientId: 'post', clientSecret: 's p&', clientAuthentication: 'client_secret_post' } as const,
    }
    expect((await get(api(own), issuer.opaqueToken())).status).toBe(200)
    const [asked] = issuer.requests.filter(({ endpoint }) => endpoint === 'introspection')
    expect([asked?.form.get('client_secret'), asked?.headers.authorization]).toEqual(['s p&', undefined])
  })

  it('sends no credentials with none, and a client id only where there is one', async () => {
    issuer.respondWith('introspection', { body: { active: true, sub: 'user-1', aud: audience, client_id: 'c' } })
    for (const clientId of ['id', undefined]) {
      const own = { introspection: { clientId, clientAuthentication: 'none' } as const }
      expect((await get(api(own), issuer.opaqueToken())).status).toBe(200)
    }
    const asked = issuer.requests.filter(({ endpoint }) => endpoint === 'introspection')
    const sent = asked.map(({ form, headers }) => [
      form.get('client_id'),
      form.get('client_secret'),
      headers.authorization,
    ])
    expect(sent).toEqual([
      ['id', null, undefined],
      [null, null, undefined],
    ])
  })

  it.each([
    [
      { clientId: 'c', clientSecret: 's', clientAuthentication: 'tls' },
      /"introspection\.clientAuthentication" must be/,
    ],
    [{ clientId: 'c', clientAuthentication: 'client_secret_post' }, /"introspection\.clientSecret" is required/],
    [{ clientId: 'c', clientSecret: 's', clientAuthentication: 'none' }, /"introspection\.clientSecret" has no use/],
    [{ clientId: 'c', clientAuthentication: 'private_key_jwt' }, /"introspection\.privateKey" is required/],
    [
      { clientId: 'c', clientSecret: 's', privateKey: 'x', clientAuthentication: 'client_secret_basic' },
      /"introspection\.privateKey" has no use/,
    ],
  ])('throws for %p', (options, message) => {
    expect(() => apiGuard({ issuer: issuer.issuer, audience, introspection: options as never })).toThrow(message)
  })

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
    const response = await get(api({ metadata }), issuer.opaqueToken())
    expect([response.status, response.body.code]).toEqual([503, 'ERR_METADATA_INVALID'])
    expect(response.body.hint).toBe('The metadata of the issuer has no "introspection_endpoint".')
  })
})
