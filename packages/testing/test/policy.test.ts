import { decodeProtectedHeader, SignJWT } from 'jose'
import {
  generateSigningKey,
  type SigningKey,
  startIssuer,
  type TestIssuer,
  type TestIssuerOptions,
} from '../src/index.js'
import { createDpopClient } from './dpop-client.js'
import { authorize, post, redirectParamsOf, redirectUri, startAuthorization } from './plain-client.js'

let issuer: TestIssuer
let clientKey: SigningKey
beforeAll(async () => {
  clientKey = await generateSigningKey('ES256')
})
afterEach(() => issuer.close())

async function start(options: TestIssuerOptions) {
  const clients = [{ clientId: 'client-1', jwks: { keys: [clientKey.publicJwk] } }]
  issuer = await startIssuer({ clients, ...options })
}

/** The parameters of private_key_jwt. */
async function assertion(claims: Record<string, unknown> = {}, typ: string | undefined = 'client-authentication+jwt') {
  const token = new SignJWT({ aud: issuer.issuer, ...claims })
    .setProtectedHeader({ alg: 'ES256', ...(typ !== '' && { typ }) })
    .setIssuer('client-1')
    .setSubject('client-1')
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
  const client_assertion = await token.sign(clientKey.privateKey)
  return { client_assertion, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' }
}
const none = { authorization: '' }
const clientCredentials = { grant_type: 'client_credentials' }

describe('RFC 10070 client assertions', () => {
  it.each<[string, Record<string, unknown>, string | undefined, number]>([
    ['with the type and the issuer as audience', {}, undefined, 200],
    ['without the type', {}, '', 401],
    ['for the token endpoint', { aud: 'token' }, undefined, 401],
    ['for two audiences', { aud: ['issuer', 'https://other.example'] }, undefined, 401],
  ])('%s', async (_name, claims, typ, status) => {
    await start({ algorithm: 'ES256', clientAssertions: 'rfc10070' })
    const names: Record<string, string> = { token: `${issuer.url}/token`, issuer: issuer.issuer }
    const aud = [claims.aud ?? 'issuer'].flat().map((name) => names[String(name)] ?? name)
    const form = { ...clientCredentials, ...(await assertion({ aud: aud.length > 1 ? aud : aud[0] }, typ)) }
    expect((await post(issuer, '/token', form, none)).status).toBe(status)
    expect(issuer.violations).toHaveLength(status === 200 ? 0 : 1)
  })

  it('are one choice of two by default', async () => {
    await start({ algorithm: 'ES256' })
    const form = { ...clientCredentials, ...(await assertion({ aud: `${issuer.url}/token` }, '')) }
    expect((await post(issuer, '/token', form, none)).status).toBe(200)
  })
})

it('refuses requests that were not pushed, where they must be', async () => {
  await start({ algorithm: 'ES256', requirePushedAuthorizationRequests: true })
  expect(issuer.metadata.require_pushed_authorization_requests).toBe(true)
  const { params } = startAuthorization()
  expect(redirectParamsOf(await authorize(issuer, params))).toMatchObject({ error: 'invalid_request' })
  const pushed = await post(issuer, '/par', { ...params, ...(await assertion()) }, none)
  const { request_uri } = pushed.body
  expect(redirectParamsOf(await authorize(issuer, { client_id: 'client-1', request_uri }))).toHaveProperty('code')
})

it('supports only the authentication methods that it is told to', async () => {
  const clients = [{ clientId: 'client-1', clientSecret: 'secret-1' }]
  await start({ algorithm: 'ES256', tokenEndpointAuthMethods: ['client_secret_post'], clients })
  expect(issuer.metadata.token_endpoint_auth_methods_supported).toEqual(['client_secret_post'])
  expect((await post(issuer, '/token', clientCredentials)).body).toMatchObject({ error: 'invalid_client' })
  const posted = { ...clientCredentials, client_id: 'client-1', client_secret: 'secret-1' }
  expect((await post(issuer, '/token', posted, none)).status).toBe(200)
})

describe('FAPI 2.0', () => {
  it('completes a login with a pushed request, private_key_jwt and DPoP', async () => {
    await start({ security: 'fapi2' })
    const client = await createDpopClient(issuer)
    const { verifier, params } = startAuthorization()
    const pushed = await post(
      issuer,
      '/par',
      { ...params, ...(await assertion()) },
      { ...none, dpop: await client.proof('/par') },
    )
    const { code = '' } = redirectParamsOf(
      await authorize(issuer, { client_id: 'client-1', request_uri: pushed.body.request_uri }),
    )
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }
    const dpop = await client.proof('/token')
    const { body } = await post(issuer, '/token', { ...form, ...(await assertion()) }, { ...none, dpop })
    expect([body.token_type, decodeProtectedHeader(body.id_token).alg]).toEqual(['DPoP', 'PS256'])
    expect(issuer.violations).toEqual([])
    // Refresh tokens aren't rotated (5.3.2.1).
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token }
    const headers = { ...none, dpop: await client.proof('/token') }
    const refreshed = await post(issuer, '/token', { ...refresh, ...(await assertion()) }, headers)
    expect([refreshed.status, refreshed.body.refresh_token]).toEqual([200, undefined])
  })

  it('refuses a request that was not pushed, or has no code_challenge', async () => {
    await start({ security: 'fapi2' })
    const { params } = startAuthorization()
    expect(redirectParamsOf(await authorize(issuer, params))).toMatchObject({ error: 'invalid_request' })
    const { code_challenge, code_challenge_method, ...weak } = params
    const pushed = await post(issuer, '/par', { ...weak, ...(await assertion()) }, none)
    expect(pushed.body).toMatchObject({ error: 'invalid_request' })
  })

  it('refuses secrets, and tokens that are not bound', async () => {
    await start({ security: 'fapi2' })
    const bearer = await post(issuer, '/token', { ...clientCredentials, ...(await assertion()) }, none)
    expect(bearer.body).toMatchObject({ error: 'invalid_request' })
    issuer.addClient({ clientId: 'client-1', clientSecret: 'secret-1' })
    expect((await post(issuer, '/token', clientCredentials)).body).toMatchObject({ error: 'invalid_client' })
  })

  it('refuses a client assertion for an endpoint instead of the issuer', async () => {
    await start({ security: 'fapi2' })
    const form = { ...clientCredentials, ...(await assertion({ aud: `${issuer.url}/token` })) }
    expect((await post(issuer, '/token', form, none)).body).toMatchObject({ error: 'invalid_client' })
  })
})
