import type { AccessTokenOptions, DpopOptions, TestIssuerOptions } from './options.js'
import type { TestClient } from './test-client.js'

/** The values that an option may have, or `true` for any. A member without an entry doesn't compile. */
type Choices<T> = { readonly [Name in keyof T]-?: true | readonly unknown[] }

const switches = [true, false]

const choices: Choices<TestIssuerOptions> = {
  port: true,
  path: true,
  frontendUrl: true,
  issuerTemplate: true,
  https: switches,
  mutualTls: switches,
  algorithm: true,
  signingKey: true,
  clients: true,
  user: true,
  interactive: switches,
  accessToken: true,
  rotateRefreshTokens: [...switches, 'strict'],
  issuesRefreshToken: [...switches, 'offline_access', 'access_type=offline'],
  omitExpiresIn: switches,
  omitNonce: switches,
  userParameter: switches,
  tokenEndpointAuthMethods: true,
  clientAssertions: ['rfc7523', 'rfc10070'],
  requirePushedAuthorizationRequests: switches,
  security: ['fapi2'],
  acrValuesSupported: true,
  unsupportedAcr: ['ignore', 'refuse'],
  consent: true,
  tokenExchange: true,
  dynamicClientRegistration: switches,
  clientIdMetadataDocuments: switches,
  ignoreResource: switches,
  ignoreMaxAge: switches,
  authorizationDetailsTypes: true,
  dpop: true,
  authorizationResponseIss: switches,
  metadata: true,
  log: true,
}

const accessTokenChoices: Choices<AccessTokenOptions> = {
  format: ['jwt', 'opaque'],
  typ: true,
  lifetime: true,
  audience: true,
  scopeClaim: ['scope', 'scp'],
  qualifiedScopes: switches,
  claims: true,
  encryption: true,
}

const dpopChoices: Choices<DpopOptions> = { algorithms: true, nonce: true }

const clientChoices: Choices<TestClient> = {
  clientId: true,
  clientSecret: true,
  clientSecretJwt: true,
  jwks: true,
  redirectUris: true,
  postLogoutRedirectUris: true,
  backchannelLogoutUri: true,
  globalTokenRevocationEndpoint: true,
  tokenEndpointAuthMethod: true,
  idTokenSignedResponseAlg: true,
  userinfoSignedResponseAlg: true,
  tlsClientAuthSubjectDn: true,
  tlsClientAuthSanDns: true,
  tlsClientAuthSanUri: true,
  tlsClientCertificateBoundAccessTokens: switches,
  idTokenEncryptedResponseAlg: true,
  idTokenEncryptedResponseEnc: true,
  userinfoEncryptedResponseAlg: true,
  userinfoEncryptedResponseEnc: true,
  authorizationSignedResponseAlg: true,
  authorizationEncryptedResponseAlg: true,
  authorizationEncryptedResponseEnc: true,
  dpopBoundAccessTokens: switches,
}

/**
 * Refuses unknown options and values: a misspelled one would silently do nothing.
 *
 * @throws TypeError naming the option
 */
export function checkOptions(options: TestIssuerOptions): void {
  check(options, choices, '')
  check(options.accessToken ?? {}, accessTokenChoices, 'accessToken.')
  if (options.dpop !== false) check(options.dpop ?? {}, dpopChoices, 'dpop.')
  options.clients?.forEach(checkClient)
}

/** @throws TypeError naming the member */
export function checkClient(client: TestClient): void {
  check(client, clientChoices, 'client.')
}

function check(given: object, known: Readonly<Record<string, true | readonly unknown[]>>, place: string): void {
  for (const [name, value] of Object.entries(given)) {
    const allowed = Object.hasOwn(known, name) ? known[name] : undefined
    if (allowed === undefined) throw new TypeError(`startIssuer: unknown option "${place}${name}"`)
    if (allowed === true || value === undefined || allowed.includes(value)) continue
    throw new TypeError(
      `startIssuer: "${place}${name}" must be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`,
    )
  }
}
