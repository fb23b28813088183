import type { Claims } from './claims.js'
import type { ProviderRequest } from './provider-request.js'
import type { SigningKey } from './signing-key.js'

/** A client that the provider knows. */
export interface TestClient {
  clientId: string
  /** For client_secret_basic and client_secret_post. A client with neither secret nor keys is a public one. */
  clientSecret?: string
  /** The client's public keys, for private_key_jwt. */
  jwks?: unknown
  /** Compared exactly; without them every redirect URI is taken. */
  redirectUris?: string[]
  /** Compared exactly; without them every URI is taken. */
  postLogoutRedirectUris?: string[]
  backchannelLogoutUri?: string
  /** The one authentication method to take, by default whichever the secret or the keys allow. */
  tokenEndpointAuthMethod?: string
  /** By default the provider's own algorithm. */
  idTokenAlgorithm?: string
  /** Sends UserInfo as a JWT signed with this algorithm. */
  userInfoAlgorithm?: string
}

/** How access tokens look. */
export interface AccessTokenOptions {
  format?: 'jwt' | 'opaque'
  /** The header `typ`, by default 'at+jwt'. */
  typ?: string
  /** Seconds, by default 300. */
  lifetime?: number
  /** Where no `resource` was asked for; by default 'https://api.example.com'. */
  audience?: string
}

export interface IssuerOptions {
  /** By default any free port. */
  port?: number
  /** The issuer's path: '/tenant1', or '/' for an issuer that ends in a slash. */
  path?: string
  /** What tokens are signed with, by default 'RS256'. */
  algorithm?: string
  /** A key made before, so that a second issuer costs nothing; by default a new one. */
  signingKey?: SigningKey
  /** By default 'client-1' with the secret 'secret-1', at any redirect URI. */
  clients?: TestClient[]
  /** Claims of the user who is logged in at the provider; `sub` is 'user-1' by default. */
  user?: Claims
  /** Show a page with a button instead of answering an authorization request at once. */
  interactive?: boolean
  accessToken?: AccessTokenOptions
  /** A new refresh token each time; 'strict' revokes everything when an old one comes back. */
  rotateRefreshTokens?: boolean | 'strict'
  /** By default `true`; 'offline_access' only to those who ask for that scope. */
  issuesRefreshToken?: boolean | 'offline_access'
  omitExpiresIn?: boolean
  /** Send and advertise `iss` in authorization responses (RFC 9207), by default `true`. */
  authorizationResponseIss?: boolean
  /** More metadata, or other; `undefined` removes a member. */
  metadata?: Claims
  /** Called with every request that arrives. */
  log?: (request: ProviderRequest) => void
}
