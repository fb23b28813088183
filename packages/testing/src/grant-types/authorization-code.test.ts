import { createHash } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { authorize, logIn, redeem, redirectParamsOf, refresh, startAuthorization } from '../../test/plain-client.js'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer, type TestIssuerOptions } from '../index.js'

let signingKey: SigningKey
let issuer: TestIssuer
beforeAll(async () => {
  signingKey = await generateSigningKey('ES256')
})
afterEach(() => issuer.close())

async function start(options: TestIssuerOptions = {}) {
  issuer = await startIssuer({ signingKey, ...options })
}

describe('a code', () => {
  it('returns an access token for the resource, an ID token for the client and a refresh token', async () => {
    await start({ user: { sub: 'jane', name: 'Jane', email: 'jane@example.com', 'https://example.com/plan': 'pro' } })
    const body = await logIn(issuer, { resource: 'https://orders.example.com', acr_values: 'gold silver' })
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
    const access = await jwtVerify(body.access_token, keys, { audience: 'https://orders.example.com', typ: 'at+jwt' })
    expect(access.payload).toMatchObject({ sub: 'jane', client_id: 'client-1', scope: 'openid profile' })
    const { payload } = await jwtVerify(body.id_token, keys, { issuer: issuer.issuer, audience: 'client-1' })
    expect(payload).toMatchObject({
      sub: 'jane',
      nonce: 'nonce-1',
      name: 'Jane',
      'https://example.com/plan': 'pro',
      acr: 'gold',
    })
    expect(payload).not.toHaveProperty('email')
    const hash = createHash('sha256').update(body.access_token).digest().subarray(0, 16).toString('base64url')
    expect(payload.at_hash).toBe(hash)
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300, refresh_token: expect.any(String) })
    expect(issuer.violations).toEqual([])
  })

  it('can be used once, and a second use revokes the tokens of the first', async () => {
    await start()
    const { verifier, params } = startAuthorization()
    const { code } = redirectParamsOf(await authorize(issuer, params))
    const { body } = await redeem(issuer, code, verifier)
    expect((await redeem(issuer, code, verifier)).body).toMatchObject({ error: 'invalid_grant' })
    expect((await refresh(issuer, body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    expect(issuer.violations).toEqual(['token: an authorization code was used twice'])
  })

  it.each([
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:9/other' }],
    ['another verifier', { code_verifier: 'v'.repeat(43) }],
  ])('is refused with %s', async (_name, more) => {
    await start()
    const { verifier, params } = startAuthorization()
    const { code } = redirectParamsOf(await authorize(issuer, params))
    const response = await redeem(issuer, code, verifier, more)
    expect([response.status, response.body.error]).toEqual([400, 'invalid_grant'])
    expect(issuer.violations).toHaveLength(1)
  })

  it('records a verifier that was used before or is easy to guess', async () => {
    await start()
    const code_verifier = 'a'.repeat(43)
    const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')
    for (const nonce of ['a', 'b']) {
      const { code } = redirectParamsOf(await authorize(issuer, startAuthorization({ code_challenge, nonce }).params))
      expect((await redeem(issuer, code, code_verifier)).status).toBe(200)
    }
    expect(issuer.violations).toEqual([
      'token: the code_verifier has less than 180 bits of entropy',
      'token: the code_verifier has less than 180 bits of entropy',
      'token: a code_verifier was used twice',
    ])
  })
})
