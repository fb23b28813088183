/** A client library that isn't ours gets along with the issuer in each of its profiles. */
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import * as client from 'openid-client'
import { Agent, fetch as undiciFetch } from 'undici'
import { createCertificate, startIssuer, type TestIssuer, type TestIssuerOptions } from '../src/index.js'
import { redirectUri } from './plain-client.js'

let issuer: TestIssuer
afterEach(() => issuer.close())

async function discover(
  options: TestIssuerOptions,
  auth: client.ClientAuth = client.ClientSecretBasic('secret-1'),
  metadata: Partial<client.ClientMetadata> = {},
): Promise<client.Configuration> {
  issuer = await startIssuer({ algorithm: 'ES256', ...options })
  const execute = [client.allowInsecureRequests]
  const own = { id_token_signed_response_alg: options.security === 'fapi2' ? 'PS256' : 'ES256', ...metadata }
  return client.discovery(new URL(issuer.issuer), 'client-1', own, auth, { execute })
}

/** Logs in and returns the token response. */
async function logIn(config: client.Configuration, more: { par?: boolean; DPoP?: client.DPoPHandle } = {}) {
  const { par = false, DPoP } = more
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const params = {
    redirect_uri: redirectUri,
    scope: 'openid offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: 'state-1',
  }
  const url = par
    ? await client.buildAuthorizationUrlWithPAR(config, params, { DPoP })
    : client.buildAuthorizationUrl(config, params)
  const response = await fetch(url, { redirect: 'manual' })
  const callback = new URL(response.headers.get('location') ?? '')
  return client.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState: 'state-1' }, undefined, {
    DPoP,
  })
}

it('by FAPI 2.0, with nonces', async () => {
  const pair = await generateKeyPair('ES256')
  const clients = [{ clientId: 'client-1', jwks: { keys: [await exportJWK(pair.publicKey)] } }]
  const config = await discover(
    { security: 'fapi2', dpop: { nonce: true }, clients, algorithm: 'PS256' },
    client.PrivateKeyJwt(pair.privateKey),
  )
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
  const tokens = await logIn(config, { par: true, DPoP })
  expect(tokens.token_type).toBe('dpop')
  const user = await client.fetchUserInfo(config, tokens.access_token, 'user-1', { DPoP })
  expect(user.sub).toBe('user-1')
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP })
  expect(refreshed.token_type).toBe('dpop')
  expect(issuer.violations).toEqual([])
})

it('with nonces that are demanded at random', async () => {
  let turn = 0
  const config = await discover({ dpop: { nonce: () => turn++ % 2 === 0 } })
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
  const tokens = await logIn(config, { DPoP })
  for (let count = 0; count < 4; count++) await client.fetchUserInfo(config, tokens.access_token, 'user-1', { DPoP })
  expect(turn).toBeGreaterThan(4)
  expect(issuer.violations).toEqual([])
})

it('by JARM', async () => {
  const config = await discover({}, undefined, { authorization_signed_response_alg: 'ES256' })
  client.useJwtResponseMode(config)
  expect((await logIn(config)).claims()?.sub).toBe('user-1')
})

it('with encrypted ID tokens', async () => {
  const pair = await generateKeyPair('ECDH-ES', { extractable: true })
  const jwks = { keys: [await exportJWK(pair.publicKey)] }
  const clients = [{ clientId: 'client-1', clientSecret: 'secret-1', jwks, idTokenEncryptedResponseAlg: 'ECDH-ES' }]
  const config = await discover({ clients })
  client.enableDecryptingResponses(config, ['A256GCM'], { key: pair.privateKey as CryptoKey, alg: 'ECDH-ES' })
  expect((await logIn(config)).claims()?.sub).toBe('user-1')
})

it('by mutual TLS', async () => {
  const clients = [
    {
      clientId: 'client-1',
      tokenEndpointAuthMethod: 'tls_client_auth',
      tlsClientAuthSubjectDn: 'CN=client-1',
      tlsClientCertificateBoundAccessTokens: true,
    },
  ]
  const config = await discover({ mutualTls: true, clients }, client.TlsClientAuth(), {
    use_mtls_endpoint_aliases: true,
  })
  const ca = issuer.certificateAuthority
  const { cert, key } = createCertificate({ commonName: 'client-1', issuer: ca })
  const dispatcher = new Agent({ connect: { ca: ca.cert, cert, key } })
  // undici's types and those of Node's own fetch come from different versions.
  config[client.customFetch] = ((url: string, options: object) =>
    undiciFetch(url, { ...options, dispatcher })) as unknown as client.CustomFetch
  const tokens = await logIn(config)
  expect((await client.fetchUserInfo(config, tokens.access_token, 'user-1')).sub).toBe('user-1')
  expect(issuer.violations).toEqual([])
  await dispatcher.close()
})

it('after it has registered itself', async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
  const metadata = {
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256',
  }
  const execute = [client.allowInsecureRequests]
  const config = await client.dynamicClientRegistration(new URL(issuer.issuer), metadata, undefined, { execute })
  expect((await logIn(config)).claims()).toMatchObject({ sub: 'user-1', aud: config.clientMetadata().client_id })
  expect(issuer.violations).toEqual([])
})
