import type { Claims } from './claims.js'
import type { TestIssuerOptions } from './options.js'

/**
 * Options that make the issuer behave like a provider, as far as an app or an API can tell. Spread one and add your own:
 * `startIssuer({ ...providerPresets.entra, clients })`.
 */
export const providerPresets = {
  /** One access token per API, for a GUID; scopes are requested with the API's identifier and arrive without it in `scp`. */
  entra: {
    path: '/organizations/v2.0',
    issuerTemplate: '/{tenantid}/v2.0',
    authorizationResponseIss: false,
    issuesRefreshToken: 'offline_access',
    ignoreResource: true,
    dpop: false,
    dynamicClientRegistration: false,
    clientIdMetadataDocuments: false,
    accessToken: {
      typ: 'JWT',
      audience: 'aaaaaaaa-0000-4000-8000-000000000000',
      scopeClaim: 'scp',
      qualifiedScopes: true,
      claims: toEntraClaims,
    },
  },
  /** Access tokens without an audience. */
  cognito: {
    authorizationResponseIss: false,
    dpop: false,
    dynamicClientRegistration: false,
    clientIdMetadataDocuments: false,
    accessToken: {
      typ: 'JWT',
      audience: false,
      claims: ({ acr, ...claims }) => ({
        ...claims,
        token_use: 'access',
        ...(claims.sub !== claims.client_id && { username: claims.sub }),
      }),
    },
  },
  /** Opaque access tokens, and refresh tokens only for `access_type=offline`. */
  google: {
    authorizationResponseIss: false,
    dpop: false,
    dynamicClientRegistration: false,
    clientIdMetadataDocuments: false,
    issuesRefreshToken: 'access_type=offline',
    rotateRefreshTokens: false,
    accessToken: { format: 'opaque' },
  },
  /** The claim `typ` tells tokens apart, and the front channel has a host name of its own. */
  keycloak: {
    path: '/realms/test',
    frontendUrl: 'http://localhost',
    accessToken: {
      typ: 'JWT',
      claims: ({ client_id, ...claims }) => ({ ...claims, typ: 'Bearer', azp: client_id }),
    },
  },
  /** The name of the user comes only once, beside the code. Clients need `clientSecretJwt`. */
  apple: {
    authorizationResponseIss: false,
    userParameter: true,
    tokenEndpointAuthMethods: ['client_secret_post'],
    dpop: false,
    dynamicClientRegistration: false,
    clientIdMetadataDocuments: false,
    accessToken: { format: 'opaque' },
  },
  /** ID tokens without a nonce. */
  linkedIn: {
    authorizationResponseIss: false,
    omitNonce: true,
    issuesRefreshToken: false,
    tokenEndpointAuthMethods: ['client_secret_post'],
    dpop: false,
    dynamicClientRegistration: false,
    clientIdMetadataDocuments: false,
    accessToken: { format: 'opaque' },
  },
} satisfies Record<string, TestIssuerOptions>

function toEntraClaims({ client_id: clientId, scp, acr, auth_time, ...claims }: Claims): Claims {
  const standard = ['openid', 'profile', 'email', 'offline_access']
  const scopes = String(scp)
    .split(' ')
    .filter((scope) => scope !== '' && !standard.includes(scope))
  return {
    ...claims,
    ver: '2.0',
    azp: clientId,
    azpacr: '1',
    oid: claims.sub,
    ...(scopes.length > 0 && { scp: scopes.join(' ') }),
  }
}
