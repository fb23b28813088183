import type { Claims } from './claims.js'
import type { ProviderRequest } from './http/provider-request.js'
import type { SigningKey } from './keys/signing-key.js'
import type { NonceDemand } from './proof/dpop-nonces.js'

/** A registered client. The names are those of RFC 7591, 2, in camelCase. */
export interface TestClient {
  clientId: string
  /** For client_secret_basic and client_secret_post. A client with neither a secret nor keys is a public client. */
  clientSecret?: string
  /** The client's public keys, for private_key_jwt. */
  jwks?: unknown
  /** Compared byte for byte. Without them, every redirect URI is accepted. */
  redirectUris?: string[]
  /** Compared byte for byte. Without them, every URI is accepted. */
  postLogoutRedirectUris?: string[]
  backchannelLogoutUri?: string
  /** The only authentication method to accept; by default any that the secret or the keys allow. */
  tokenEndpointAuthMethod?: string
  /** By default the algorithm of the provider's signing key. */
  idTokenSignedResponseAlg?: string
  /** Makes UserInfo a JWT that is signed with this algorithm. */
  userinfoSignedResponseAlg?: string
  /** Refuses token requests without a DPoP proof (RFC 9449, 5.2). */
  dpopBoundAccessTokens?: boolean
}

/** Proofs of possession by RFC 9449. */
export interface DpopOptions {
  /** The algorithms that proofs may have; by default all asymmetric ones. */
  algorithms?: string[]
  /**
   * `true` demands a nonce of the provider in every proof. A function demands, for the requests for which it returns `true`,
   * a nonce that no proof has used yet: `() => Math.random() < 0.3`.
   */
  nonce?: NonceDemand
}

/** What access tokens look like. */
export interface AccessTokenOptions {
  format?: 'jwt' | 'opaque'
  /** The header `typ`, by default 'at+jwt'. */
  typ?: string
  /** Seconds, by default 300. */
  lifetime?: number
  /** The audience when the client requests no `resource`; by default 'https://api.example.com'. */
  audience?: string
}

export interface TestIssuerOptions {
  /** By default any free port. */
  port?: number
  /** The issuer's path: '/tenant1', or '/' for an issuer that ends in a slash. */
  path?: string
  /** The algorithm that tokens are signed with, by default 'RS256'. */
  algorithm?: string
  /** The key that tokens are signed with; by default one that all issuers of this process share. */
  signingKey?: SigningKey
  /** By default 'client-1' with the secret 'secret-1' and any redirect URI. */
  clients?: TestClient[]
  /** The claims of the user who is logged in at the provider. `sub` is 'user-1' by default. */
  user?: Claims
  /** Shows a page with a button instead of redirecting an authorization request back at once. */
  interactive?: boolean
  accessToken?: AccessTokenOptions
  /** Issues a new refresh token with each refresh, by default `true`. 'strict' revokes the whole grant when an old one is used. */
  rotateRefreshTokens?: boolean | 'strict'
  /** By default `true`. With 'offline_access', only clients that request this scope get one. */
  issuesRefreshToken?: boolean | 'offline_access'
  omitExpiresIn?: boolean
  /** Token requests with a DPoP proof get bound tokens. `false` ignores proofs, as a provider without DPoP does. */
  dpop?: DpopOptions | false
  /** Sends and advertises `iss` in authorization responses (RFC 9207), by default `true`. */
  authorizationResponseIss?: boolean
  /** Members that are added to the metadata or replace them. `undefined` removes a member. */
  metadata?: Claims
  /** Called with every request that the provider receives. */
  log?: (request: ProviderRequest) => void
}
