import { decodeJwt, exportJWK, generateKeyPair } from 'jose'
import { createDpopClient, type DpopClient } from '../../test/dpop-client.js'
import { authorize, post, redirectParamsOf, startAuthorization } from '../../test/plain-client.js'
import { accessTokenHash, generateSigningKey, startIssuer, type TestIssuer, type TestIssuerOptions } from '../index.js'

let issuer: TestIssuer
let client: DpopClient

async function start(options: TestIssuerOptions = {}) {
  issuer = await startIssuer({ algorithm: 'ES256', ...options })
  client = await createDpopClient(issuer)
}
afterEach(() => issuer.close())

const clientCredentials = { grant_type: 'client_credentials', scope: 'read' }

async function userInfo(token: string, scheme: string, claims: Record<string, unknown> = {}, key = client.key) {
  const proof = { htm: 'GET', htu: `${issuer.url}/userinfo`, ath: accessTokenHash(token), ...claims }
  const dpop = await issuer.dpopProof(proof, {}, key)
  return fetch(`${issuer.url}/userinfo`, { headers: { authorization: `${scheme} ${token}`, dpop } })
}

describe('the token endpoint', () => {
  it('binds tokens to the key of the proof, in the token and at introspection', async () => {
    await start()
    const { body } = await client.logIn()
    expect(body.token_type).toBe('DPoP')
    expect(decodeJwt(body.access_token)).toMatchObject({ cnf: { jkt: client.key.jkt } })
    const { body: described } = await post(issuer, '/introspect', { token: body.access_token })
    expect(described).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: client.key.jkt } })
    expect(issuer.violations).toEqual([])
  })

  it('issues bearer tokens without a proof, or where DPoP is off', async () => {
    await start()
    expect((await post(issuer, '/token', clientCredentials)).body.token_type).toBe('Bearer')
    await issuer.close()
    await start({ dpop: false })
    expect(issuer.metadata).not.toHaveProperty('dpop_signing_alg_values_supported')
    expect((await client.post('/token', clientCredentials)).body.token_type).toBe('Bearer')
  })

  it('refuses a missing proof for a client that is registered for bound tokens', async () => {
    await start({ clients: [{ clientId: 'client-1', clientSecret: 'secret-1', dpopBoundAccessTokens: true }] })
    expect((await post(issuer, '/token', clientCredentials)).body).toMatchObject({ error: 'invalid_request' })
    expect((await client.post('/token', clientCredentials)).status).toBe(200)
  })

  it.each<[string, Record<string, unknown>]>([
    ['of another method', { htm: 'GET' }],
    ['of another URL', { htu: 'https://other.example/token' }],
    ['from long ago', { iat: 1 }],
    ['from the future', { iat: 9_999_999_999 }],
    ['without a jti', { jti: undefined }],
  ])('refuses a proof %s', async (_name, claims) => {
    await start()
    expect((await client.post('/token', clientCredentials, claims)).body).toMatchObject({ error: 'invalid_dpop_proof' })
    expect(issuer.violations).toEqual([expect.stringContaining('DPoP proof')])
  })

  it('refuses a replayed proof, two proofs, and proofs that no public key signed', async () => {
    await start()
    const dpop = await client.proof('/token')
    const other = await generateSigningKey('ES256')
    const privateJwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)
    const claims = { htm: 'POST', htu: `${issuer.url}/token` }
    const proofs = [
      [dpop, 200],
      [dpop, 400],
      [`${await client.proof('/token')}, ${await client.proof('/token')}`, 400],
      [await issuer.dpopProof(claims, { jwk: other.publicJwk }, client.key), 400],
      [await issuer.dpopProof(claims, { jwk: privateJwk }, privateJwk), 400],
      [await issuer.dpopProof(claims, { typ: 'JWT' }, client.key), 400],
      [await issuer.dpopProof(claims, { alg: 'none' }, client.key), 400],
      ['not a proof', 400],
    ] as const
    for (const [proof, status] of proofs)
      expect([proof, (await post(issuer, '/token', clientCredentials, { dpop: proof })).status]).toEqual([
        proof,
        status,
      ])
  })
})

describe('a code', () => {
  it('is bound to the key that dpop_jkt names', async () => {
    await start()
    expect((await client.logIn({ dpop_jkt: 'A'.repeat(43) })).body).toMatchObject({ error: 'invalid_grant' })
    const { params } = startAuthorization({ dpop_jkt: 'short' })
    expect(redirectParamsOf(await authorize(issuer, params))).toMatchObject({ error: 'invalid_request' })
  })

  it('is bound by a proof at the PAR endpoint, which must agree with dpop_jkt', async () => {
    await start()
    const { verifier, params } = startAuthorization()
    const { request_uri } = (await client.post('/par', params)).body
    const { code = '' } = redirectParamsOf(await authorize(issuer, { client_id: 'client-1', request_uri }))
    const form = {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: String(params.redirect_uri),
    }
    expect((await post(issuer, '/token', form)).body).toMatchObject({ error: 'invalid_grant' })
    const wrong = await client.post('/par', { ...params, dpop_jkt: 'A'.repeat(43) })
    expect(wrong.body).toMatchObject({ error: 'invalid_dpop_proof' })
  })
})

describe('a refresh token', () => {
  it.each([
    ['a public client, bound', undefined, 400],
    ['a confidential client, free', 'secret-1', 200],
  ])('of %s to the first key', async (_name, clientSecret, status) => {
    await start({ clients: [{ clientId: 'client-1', clientSecret }] })
    const headers = clientSecret === undefined ? { authorization: '' } : {}
    const { verifier, params } = startAuthorization()
    const { code = '' } = redirectParamsOf(await authorize(issuer, params))
    const form = { client_id: 'client-1', code, code_verifier: verifier, redirect_uri: String(params.redirect_uri) }
    const dpop = await client.proof('/token')
    const first = await post(issuer, '/token', { ...form, grant_type: 'authorization_code' }, { ...headers, dpop })
    const other = await createDpopClient(issuer)
    const refresh = { client_id: 'client-1', grant_type: 'refresh_token', refresh_token: first.body.refresh_token }
    const second = await post(issuer, '/token', refresh, { ...headers, dpop: await other.proof('/token') })
    expect(second.status).toBe(status)
  })
})

describe('UserInfo', () => {
  it('accepts a bound token only with its proof, as DPoP', async () => {
    await start()
    const { access_token } = (await client.logIn()).body
    const other = await generateSigningKey('ES256')
    expect((await userInfo(access_token, 'DPoP')).status).toBe(200)
    expect(issuer.violations).toEqual([])
    expect((await userInfo(access_token, 'Bearer')).headers.get('www-authenticate')).toMatch(
      /^DPoP error="invalid_token"/,
    )
    expect((await userInfo(access_token, 'DPoP', { ath: undefined })).status).toBe(401)
    expect((await userInfo(access_token, 'DPoP', {}, other)).status).toBe(401)
    const bare = await fetch(`${issuer.url}/userinfo`, { headers: { authorization: `DPoP ${access_token}` } })
    expect(bare.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_dpop_proof", algs="ES256 /)
  })

  it('refuses a bearer token that is sent as DPoP', async () => {
    await start()
    const { verifier, params } = startAuthorization()
    const { code = '' } = redirectParamsOf(await authorize(issuer, params))
    const form = {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: String(params.redirect_uri),
    }
    const { access_token } = (await post(issuer, '/token', form)).body
    expect((await userInfo(access_token, 'DPoP')).status).toBe(401)
  })
})

describe('nonces', () => {
  it('are demanded in every proof, and sent with every response to one', async () => {
    await start({ dpop: { nonce: true } })
    const challenge = await client.post('/token', clientCredentials)
    expect([challenge.status, challenge.body.error]).toEqual([400, 'use_dpop_nonce'])
    const nonce = challenge.headers.get('dpop-nonce')
    const response = await client.post('/token', clientCredentials, { nonce })
    expect([response.status, response.headers.get('dpop-nonce')]).toEqual([200, nonce])
    issuer.rotateDpopNonce()
    expect((await client.post('/token', clientCredentials, { nonce })).body.error).toBe('use_dpop_nonce')
    expect(issuer.violations).toEqual([])
  })

  it('are demanded by UserInfo with its own challenge', async () => {
    await start({ dpop: { nonce: ({ endpoint }) => endpoint === 'userinfo' } })
    const { access_token } = (await client.logIn()).body
    const challenge = await userInfo(access_token, 'DPoP')
    expect(challenge.headers.get('www-authenticate')).toMatch(/^DPoP error="use_dpop_nonce"/)
    expect((await userInfo(access_token, 'DPoP', { nonce: challenge.headers.get('dpop-nonce') })).status).toBe(200)
  })

  it('that are demanded request by request are good for one proof', async () => {
    await start({ dpop: { nonce: () => true } })
    const nonce = (await client.post('/token', clientCredentials)).headers.get('dpop-nonce')
    expect((await client.post('/token', clientCredentials, { nonce })).status).toBe(200)
    expect((await client.post('/token', clientCredentials, { nonce })).body.error).toBe('use_dpop_nonce')
  })
})
