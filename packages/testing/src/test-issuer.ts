import type { JWK } from 'jose'
import type { BackchannelLogoutOptions } from './backchannel-logout.js'
import type { Claims } from './claims.js'
import type { GlobalTokenRevocationOptions } from './global-token-revocation.js'
import type { Fault } from './http/faults.js'
import type { EndpointName, ProviderRequest } from './http/provider-request.js'
import type { Certificate } from './keys/certificate.js'
import type { RotateOptions } from './keys/key-ring.js'
import type { IssueRequest } from './minting.js'
import type { Change, IdTokenChange } from './state/script.js'
import type { ProviderSession } from './state/sessions.js'
import type { TestClient } from './test-client.js'
import type { Mint } from './tokens/mint.js'

/** A running OpenID provider. */
export interface TestIssuer extends Mint, Keys, Controls, Scripting {
  /** The issuer identifier: `iss` in tokens. */
  readonly issuer: string
  /** Signs the certificates of the https listeners, and is trusted for client certificates. */
  readonly certificateAuthority: Certificate
  /** The base URL of the endpoints that request a client certificate, with `mutualTls`. */
  readonly mutualTlsUrl: string | undefined
  /** The base URL of the endpoints, without a trailing slash. */
  readonly url: string
  readonly metadata: Readonly<Record<string, unknown>>
  /** What clients did that the OpenID Foundation's conformance suite would object to, in words. */
  readonly violations: readonly string[]
  /** Issues an opaque access token. Introspection responds with these claims. */
  opaqueToken(claims?: Claims): string
  /**
   * Issues an access token of the user who is logged in, as the token endpoint would: with the options' format, audience and
   * claims.
   */
  issueAccessToken(request?: IssueRequest): Promise<string>
  close(): Promise<void>
}

export interface Keys {
  /** The public keys. */
  readonly jwks: { keys: JWK[] }
  /** Signs with a new key from now on. The old keys are withdrawn unless `keep` is `true`. */
  rotateKeys(options?: RotateOptions): Promise<void>
  /** Publishes one more member of the key set: a JWK or any other value. */
  addKey(jwk: unknown): void
  /** Publishes this instead of the keys (an array becomes a key set), until the next rotation or `setJwks(undefined)`. */
  setJwks(keys: unknown): void
}

export interface Controls {
  /** Stops listening: connections are refused. */
  down(): Promise<void>
  /** Listens again on the same port. */
  up(): Promise<void>
  /** Responds in place of an endpoint or path, until `restore`. */
  respondWith(target: EndpointName | `/${string}`, fault: Fault): void
  /** Removes one fault, or all. */
  restore(target?: EndpointName | `/${string}`): void
  readonly requests: readonly ProviderRequest[]
  /** The number of requests to an endpoint or path. */
  count(target: EndpointName | 'unknown' | `/${string}`): number
  resetRequests(): void
  /** Refuses every DPoP nonce that was issued before, so that the next proof is answered with a new one. */
  rotateDpopNonce(): void
}

/** Controls logins. Each `next…` changes one response; several are applied in order. */
export interface Scripting {
  /** Registers a client, or replaces the one with the same id. */
  addClient(client: TestClient): void
  /**
   * Logs this user in at the provider, in a new session; `undefined` logs everyone out. With `interactive`, sets the user
   * whom the button logs in.
   */
  setUser(claims: Claims | undefined): void
  /** Changes the next ID token before it is signed, or replaces it with a string. */
  nextIdToken(change: IdTokenChange): void
  /** Changes the next JARM response before it is signed, or replaces it with a string. */
  nextJarmResponse(change: IdTokenChange): void
  nextTokenResponse(change: Change<Claims>): void
  nextAuthorizationResponse(change: Change<URLSearchParams>): void
  nextAuthorizationError(error: string, description?: string): void
  nextUserInfo(change: Change<Claims, Claims | string>): void
  /** All sessions at the provider, including those that have ended. */
  readonly sessions: readonly ProviderSession[]
  /** The tokens that clients have revoked. */
  readonly revokedTokens: readonly string[]
  /** Sends a logout token to a client's `backchannelLogoutUri` and returns the client's response. */
  backchannelLogout(options?: BackchannelLogoutOptions): Promise<Response>
  /**
   * Tells a client to end everything of a user (Universal Logout), at its `globalTokenRevocationEndpoint`, and returns the
   * client's response.
   *
   * @see draft-parecki-oauth-global-token-revocation, 3
   */
  globalTokenRevocation(options?: GlobalTokenRevocationOptions): Promise<Response>
}
