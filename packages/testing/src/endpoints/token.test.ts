import { createHash } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import {
  authorize,
  basicAuthorization,
  logIn,
  post,
  redeem,
  redirectParamsOf,
  refresh,
  startAuthorization,
} from '../../test/plain-client.js'
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
  it('brings an access token for the resource, an ID token for the client and a refresh token', async () => {
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

  it('is good once, and its second use revokes what the first one brought', async () => {
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

  it('with a verifier that came before, or one easy to guess, is noted', async () => {
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

describe('a refresh token', () => {
  it('brings new tokens of the same user and session, an ID token without a nonce', async () => {
    await start()
    const first = await logIn(issuer)
    const { body } = await refresh(issuer, first.refresh_token)
    expect(body.access_token).not.toBe(first.access_token)
    expect(body.refresh_token).not.toBe(first.refresh_token)
    const [before, after] = [decodeJwt(first.id_token), decodeJwt(body.id_token)]
    expect(after).toMatchObject({ sub: before.sub, sid: before.sid, auth_time: before.auth_time })
    expect(after).not.toHaveProperty('nonce')
  })

  it('is narrowed to one of the resources and a part of the scope, never widened', async () => {
    await start({ rotateRefreshTokens: false })
    const { refresh_token } = await logIn(issuer, { resource: 'https://a.example.com' })
    const { body } = await refresh(issuer, refresh_token, { scope: 'profile' })
    expect(decodeJwt(body.access_token)).toMatchObject({ scope: 'profile', aud: 'https://a.example.com' })
    expect(body).not.toHaveProperty('refresh_token')
    expect((await refresh(issuer, refresh_token, { scope: 'admin' })).body.error).toBe('invalid_scope')
    expect((await refresh(issuer, refresh_token, { resource: 'https://b.example.com' })).body.error).toBe(
      'invalid_target',
    )
  })

  it.each([
    [true, 200],
    ['strict', 400],
  ] as const)('used twice under rotation %s: its successor gets %i', async (rotateRefreshTokens, status) => {
    await start({ rotateRefreshTokens })
    const { refresh_token } = await logIn(issuer)
    const { body } = await refresh(issuer, refresh_token)
    expect((await refresh(issuer, refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    expect((await refresh(issuer, body.refresh_token)).status).toBe(status)
    expect(issuer.violations).toEqual(['token: a refresh token was used twice'])
  })

  it('comes only with offline_access where the provider wants it so', async () => {
    await start({ issuesRefreshToken: 'offline_access', omitExpiresIn: true })
    const body = await logIn(issuer)
    expect(body).not.toHaveProperty('refresh_token')
    expect(body).not.toHaveProperty('expires_in')
    expect(await logIn(issuer, { scope: 'openid offline_access' })).toHaveProperty('refresh_token')
  })
})

describe('other grants', () => {
  it('client_credentials: the client is the subject', async () => {
    await start()
    const { body } = await post(issuer, '/token', { grant_type: 'client_credentials', scope: 'read' })
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: 'client-1',
      scope: 'read',
      aud: 'https://api.example.com',
    })
    expect(body).not.toHaveProperty('id_token')
  })

  it('token exchange: another audience, the same subject, the client as the actor', async () => {
    await start()
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await issuer.accessToken({ scope: 'read write' }),
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'https://billing.example.com',
      scope: 'read',
    }
    const { body } = await post(issuer, '/token', form)
    const expected = { sub: 'user-1', aud: 'https://billing.example.com', scope: 'read', act: { sub: 'client-1' } }
    expect(decodeJwt(body.access_token)).toMatchObject(expected)
    expect((await post(issuer, '/token', { ...form, scope: 'admin' })).body.error).toBe('invalid_scope')
    expect((await post(issuer, '/token', { ...form, subject_token: 'no' })).body.error).toBe('invalid_request')
  })
})

describe('a client authenticates', () => {
  const form = { grant_type: 'client_credentials' }
  const none = { authorization: '' }

  it('by Basic, id and secret form-urlencoded', async () => {
    await start({ clients: [{ clientId: 'client:1', clientSecret: 'a b%' }] })
    const encoded = Buffer.from('client%3A1:a+b%25').toString('base64')
    expect((await post(issuer, '/token', form, { authorization: `Basic ${encoded}` })).status).toBe(200)
    const raw = Buffer.from('client:1:a b%').toString('base64')
    const response = await post(issuer, '/token', form, { authorization: `Basic ${raw}` })
    expect([response.status, response.body.error]).toEqual([401, 'invalid_client'])
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic/)
    expect(issuer.violations).toHaveLength(1)
  })

  it('by the body', async () => {
    await start()
    const right = { ...form, client_id: 'client-1', client_secret: 'secret-1' }
    expect((await post(issuer, '/token', right, none)).status).toBe(200)
    expect((await post(issuer, '/token', { ...right, client_secret: 'secret-2' }, none)).status).toBe(401)
    expect((await post(issuer, '/token', right, { authorization: basicAuthorization })).status).toBe(200)
    expect(issuer.violations).toEqual(['token: the client uses two authentication methods'])
  })

  it('by an assertion signed with its own key, each used once', async () => {
    const key = await generateSigningKey('ES256', 'client-key')
    await start({ clients: [{ clientId: 'client-1', jwks: { keys: [key.publicJwk] } }] })
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: 'client-1', sub: 'client-1', aud: issuer.issuer, jti: 'a', iat: now, exp: now + 60 }
    const send = async (changed: object, with_: SigningKey = key) => {
      const client_assertion = await issuer.sign({ ...claims, ...changed }, {}, with_)
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      return post(issuer, '/token', { ...form, client_assertion, client_assertion_type }, none)
    }
    expect((await send({})).status).toBe(200)
    expect(issuer.violations).toEqual([])
    expect((await send({})).status).toBe(200)
    expect(issuer.violations).toEqual(['client_assertion: the jti was already used'])
    for (const changed of [
      { aud: 'https://other.example' },
      { iss: 'client-2' },
      { iat: undefined },
      { exp: now - 60 },
    ]) {
      expect((await send(changed)).body).toMatchObject({ error: 'invalid_client' })
    }
    expect((await send({ jti: 'b' }, signingKey)).status).toBe(401)
  })

  it('by the one method that it is registered for', async () => {
    const client = { clientId: 'client-1', clientSecret: 'secret-1', tokenEndpointAuthMethod: 'client_secret_post' }
    await start({ clients: [client] })
    expect((await post(issuer, '/token', form)).body).toMatchObject({ error: 'invalid_client' })
  })
})

describe('the script', () => {
  it('changes the next ID token, once', async () => {
    await start()
    issuer.nextIdToken((claims, header) => {
      claims.nonce = 'nonce-2'
      header.typ = 'logout+jwt'
    })
    const { id_token } = await logIn(issuer)
    expect(decodeJwt(id_token)).toMatchObject({ nonce: 'nonce-2', sub: 'user-1' })
    expect(decodeProtectedHeader(id_token)).toMatchObject({ typ: 'logout+jwt', alg: 'ES256' })
    issuer.nextIdToken(() => 'not a token')
    expect(await logIn(issuer)).toMatchObject({ id_token: 'not a token' })
    expect(decodeJwt((await logIn(issuer)).id_token)).toMatchObject({ nonce: 'nonce-1' })
  })

  it('changes the next token response, once', async () => {
    await start()
    issuer.nextTokenResponse((body) => {
      body.token_type = 'DPoP'
    })
    expect(await logIn(issuer)).toMatchObject({ token_type: 'DPoP' })
    expect(await logIn(issuer)).toMatchObject({ token_type: 'Bearer' })
  })

  it('signs the ID tokens of a client with its own algorithm, by a published key', async () => {
    await start({ clients: [{ clientId: 'client-1', clientSecret: 'secret-1', idTokenSignedResponseAlg: 'EdDSA' }] })
    const { id_token, access_token } = await logIn(issuer)
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
    await expect(jwtVerify(id_token, keys, { algorithms: ['EdDSA'] })).resolves.toBeDefined()
    await expect(jwtVerify(access_token, keys, { algorithms: ['ES256'] })).resolves.toBeDefined()
  })
})
