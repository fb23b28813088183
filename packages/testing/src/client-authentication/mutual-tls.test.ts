import { X509Certificate } from 'node:crypto'
import { decodeJwt } from 'jose'
import { authorize, redirectParamsOf, redirectUri, startAuthorization } from '../../test/plain-client.js'
import { postWithCertificate } from '../../test/tls-client.js'
import { type Certificate, createCertificate, startIssuer, type TestClient, type TestIssuer } from '../index.js'

let issuer: TestIssuer
let ca: Certificate
afterEach(() => issuer.close())

async function start(client: Partial<TestClient> = {}) {
  const clients = [{ clientId: 'client-1', tokenEndpointAuthMethod: 'tls_client_auth', ...client }]
  issuer = await startIssuer({ algorithm: 'ES256', mutualTls: true, clients })
  ca = issuer.certificateAuthority
}

const named = (commonName: string, more = {}) => createCertificate({ commonName, issuer: ca, ...more })
const form = { grant_type: 'client_credentials', client_id: 'client-1' }
const ask = (certificate?: Certificate) =>
  postWithCertificate(`${issuer.mutualTlsUrl}/token`, form, { ca, certificate })

it('advertises the second listener, and leaves the first one without TLS', async () => {
  await start()
  expect(issuer.url).toMatch(/^http:/)
  expect(issuer.metadata).toMatchObject({
    token_endpoint: `${issuer.url}/token`,
    mtls_endpoint_aliases: { token_endpoint: expect.stringMatching(/^https:.*\/token$/) },
    token_endpoint_auth_methods_supported: expect.arrayContaining(['tls_client_auth', 'self_signed_tls_client_auth']),
  })
})

describe('tls_client_auth', () => {
  it('accepts a trusted certificate with the registered subject', async () => {
    await start({ tlsClientAuthSubjectDn: 'CN=client-1' })
    expect((await ask(named('client-1'))).status).toBe(200)
    for (const wrong of [named('client-2'), createCertificate({ commonName: 'client-1' }), undefined]) {
      expect(await ask(wrong)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    }
  })

  it.each([
    [{ tlsClientAuthSanDns: 'client.example' }, { dnsNames: ['client.example'] }, { dnsNames: ['other.example'] }],
    [{ tlsClientAuthSanUri: 'urn:client' }, { uris: ['urn:client'] }, { dnsNames: ['urn:client'] }],
  ])('accepts a trusted certificate with the registered name %j', async (client, right, wrong) => {
    await start(client)
    expect((await ask(named('any', right))).status).toBe(200)
    expect((await ask(named('any', wrong))).status).toBe(401)
  })

  it('accepts no certificate at all where none is registered', async () => {
    await start()
    expect((await ask(named('client-1'))).status).toBe(401)
  })
})

it('self_signed_tls_client_auth accepts the certificate whose key is registered', async () => {
  const mine = createCertificate({ commonName: 'anything' })
  const keys = [new X509Certificate(mine.cert).publicKey.export({ format: 'jwk' })]
  await start({ tokenEndpointAuthMethod: 'self_signed_tls_client_auth', jwks: { keys } })
  expect((await ask(mine)).status).toBe(200)
  expect((await ask(createCertificate({ commonName: 'anything' }))).status).toBe(401)
})

it('binds tokens to the certificate, also at introspection and UserInfo', async () => {
  await start({ tlsClientAuthSubjectDn: 'CN=client-1', tlsClientCertificateBoundAccessTokens: true })
  const certificate = named('client-1')
  const { verifier, params } = startAuthorization()
  const { code = '' } = redirectParamsOf(await authorize(issuer, params))
  const redeem = { ...form, grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }
  const { body } = await postWithCertificate(`${issuer.mutualTlsUrl}/token`, redeem, { ca, certificate })
  const token = String(body.access_token)
  const cnf = { 'x5t#S256': certificate.thumbprint }
  expect([body.token_type, decodeJwt(token)]).toEqual(['Bearer', expect.objectContaining({ cnf })])
  const introspection = { client_id: 'client-1', token }
  const url = `${issuer.mutualTlsUrl}/introspect`
  expect((await postWithCertificate(url, introspection, { ca, certificate })).body).toMatchObject({ cnf })

  const headers = { authorization: `Bearer ${token}` }
  const userInfo = `${issuer.mutualTlsUrl}/userinfo`
  expect((await postWithCertificate(userInfo, {}, { ca, certificate, headers })).status).toBe(200)
  expect((await postWithCertificate(userInfo, {}, { ca, certificate: named('client-1'), headers })).status).toBe(401)
  expect((await fetch(`${issuer.url}/userinfo`, { headers })).status).toBe(401)
})

it('refuses bound tokens for a client that presents no certificate', async () => {
  const client = {
    tokenEndpointAuthMethod: 'client_secret_post',
    clientSecret: 's',
    tlsClientCertificateBoundAccessTokens: true,
  }
  await start(client)
  const url = `${issuer.mutualTlsUrl}/token`
  const secret = { ...form, client_secret: 's' }
  expect((await postWithCertificate(url, secret, { ca })).body).toMatchObject({ error: 'invalid_request' })
  expect((await postWithCertificate(url, secret, { ca, certificate: named('x') })).status).toBe(200)
})

it('serves everything by https where that is on', async () => {
  issuer = await startIssuer({ algorithm: 'ES256', https: true })
  expect(issuer.issuer).toMatch(/^https:\/\/127\.0\.0\.1:/)
  await expect(fetch(`${issuer.url}/jwks`)).rejects.toThrow()
  const { authorization } = { authorization: `Basic ${Buffer.from('client-1:secret-1').toString('base64')}` }
  const response = await postWithCertificate(
    `${issuer.url}/token`,
    { grant_type: 'client_credentials' },
    { ca: issuer.certificateAuthority, headers: { authorization } },
  )
  expect(response.status).toBe(200)
})
