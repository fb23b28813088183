import type { KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import type { Claims } from './claims.js'
import type { Consent, TokenExchangePolicy } from './decisions.js'
import type { ProviderRequest } from './http/provider-request.js'
import type { SigningKey } from './keys/signing-key.js'
import type { NonceDemand } from './proof/dpop-nonces.js'
import type { TestClient } from './test-client.js'

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
  /** By default 'jwt'. Opaque tokens need introspection. */
  format?: 'jwt' | 'opaque'
  /** The header `typ`, by default 'at+jwt'. */
  typ?: string
  /** Seconds, by default 300. */
  lifetime?: number
  /** The audience when the client requests no `resource`; by default 'https://api.example.com'. `false`: none. */
  audience?: string | false
  /** The claim that has the scopes, by default 'scope'. */
  scopeClaim?: 'scope' | 'scp'
  /** Reads scopes like 'api://orders/read' as the scope 'read' of the API 'api://orders', as Microsoft Entra does. */
  qualifiedScopes?: boolean
  /** Changes the claims of every access token before it is signed. */
  claims?: (claims: Claims) => Claims
  /** Encrypts access tokens to this key of the API. */
  encryption?: { key: JWK | KeyObject; alg?: string; enc?: string }
}

/** Names are those of the standards' metadata in camelCase where there is one. */
export interface TestIssuerOptions {
  /** By default any free port. */
  port?: number
  /** The issuer's path: '/tenant1', or '/' for an issuer that ends in a slash. */
  path?: string
  /**
   * The origin that browsers use, where it isn't the one that servers use, as at a Keycloak behind two host names. It is
   * part of the issuer identifier and of the URLs of the authorization and end-session endpoints. 'http://localhost' gets
   * the provider's port.
   */
  frontendUrl?: string
  /**
   * The path of an issuer of many tenants, as at Microsoft Entra: '/{tenantid}/v2.0'. The metadata have it as it stands;
   * tokens have the user's `tid` in its place.
   */
  issuerTemplate?: string
  /** Serves everything by https, with a certificate of `certificateAuthority`. */
  https?: boolean
  /**
   * Listens on a second port that requests client certificates, and advertises it as `mtls_endpoint_aliases` (RFC 8705, 5).
   * Certificates of `certificateAuthority` are trusted.
   */
  mutualTls?: boolean
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
  /** What access tokens look like. */
  accessToken?: AccessTokenOptions
  /** Issues a new refresh token with each refresh, by default `true`. 'strict' revokes the whole grant when an old one is used. */
  rotateRefreshTokens?: boolean | 'strict'
  /** By default `true`. Otherwise only clients that request this scope, or Google's parameter, get one. */
  issuesRefreshToken?: boolean | 'offline_access' | 'access_type=offline'
  /** Leaves `expires_in` out of token responses. */
  omitExpiresIn?: boolean
  /** Leaves `nonce` out of ID tokens, as LinkedIn does. */
  omitNonce?: boolean
  /** Sends the parameter `user` (name and email, as JSON) with the first code for a user, as Apple does. */
  userParameter?: boolean
  /** The authentication methods of clients that the provider supports; by default all. */
  tokenEndpointAuthMethods?: string[]
  /**
   * 'rfc10070' refuses client assertions without `typ: client-authentication+jwt`, and those whose `aud` isn't the issuer
   * identifier as a string. By default an endpoint's URL is accepted as well, as in RFC 7523.
   */
  clientAssertions?: 'rfc7523' | 'rfc10070'
  /** Refuses authorization requests that weren't pushed (RFC 9126, 5). */
  requirePushedAuthorizationRequests?: boolean
  /**
   * The rules of the FAPI 2.0 Security Profile: pushed requests, PKCE, private_key_jwt or mutual TLS, bound tokens, PS256,
   * ES256 or EdDSA, no rotation of refresh tokens.
   */
  security?: 'fapi2'
  /** The `acr_values` that the provider grants; by default any. With `[]`, none. */
  acrValuesSupported?: string[]
  /** What happens if none of the `acr_values` is supported; by default they are ignored. */
  unsupportedAcr?: 'ignore' | 'refuse'
  /** Decides in the user's place what is granted; by default everything. */
  consent?: Consent
  /** Decides which tokens a client may exchange; by default any, for scopes that the token has. */
  tokenExchange?: TokenExchangePolicy
  /** Lets clients register themselves (RFC 7591), by default `true`. */
  dynamicClientRegistration?: boolean
  /** Fetches the metadata of clients whose id is a URL, by default `true`. */
  clientIdMetadataDocuments?: boolean
  /** Ignores `resource` (RFC 8707), as some providers do. */
  ignoreResource?: boolean
  /** Ignores `max_age`, as some providers do. */
  ignoreMaxAge?: boolean
  /** The supported types of `authorization_details` (RFC 9396). Without them, the parameter is ignored. */
  authorizationDetailsTypes?: string[]
  /** Token requests with a DPoP proof get bound tokens. `false` ignores proofs, as a provider without DPoP does. */
  dpop?: DpopOptions | false
  /** Sends and advertises `iss` in authorization responses (RFC 9207), by default `true`. */
  authorizationResponseIss?: boolean
  /** Members that are added to the metadata or replace them. `undefined` removes a member. */
  metadata?: Claims
  /** Called with every request that the provider receives. */
  log?: (request: ProviderRequest) => void
}
