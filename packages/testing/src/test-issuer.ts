import type { JWK } from 'jose'
import type { BackchannelLogoutOptions } from './backchannel-logout.js'
import type { Claims } from './claims.js'
import type { Fault } from './faults.js'
import type { RotateOptions } from './key-ring.js'
import type { Mint } from './mint.js'
import type { TestClient } from './options.js'
import type { EndpointName, ProviderRequest } from './provider-request.js'
import type { Change, IdTokenChange } from './script.js'
import type { ProviderSession } from './sessions.js'

/** A running OpenID provider. */
export interface TestIssuer extends Mint, Keys, Controls, Scripting {
  /** The issuer identifier, as it stands in tokens. */
  readonly issuer: string
  /** Where the endpoints begin: the issuer without a slash at the end. */
  readonly url: string
  readonly metadata: Readonly<Record<string, unknown>>
  /** What a client did that the OpenID Foundation's conformance suite would object to. */
  readonly violations: readonly string[]
  /** An opaque access token that introspection knows, with the claims that it answers with. */
  opaqueToken(claims?: Claims): string
  close(): Promise<void>
}

export interface Keys {
  /** The public keys. */
  readonly jwks: { keys: JWK[] }
  /** Signs with a new key from now on; the old ones are withdrawn unless `keep`. */
  rotateKeys(options?: RotateOptions): Promise<void>
  /** Publishes one more key: a JWK, or whatever else shall stand in the set. */
  addKey(jwk: unknown): void
  /** Publishes this instead (an array becomes a key set), until the next rotation or `setJwks(undefined)`. */
  setJwks(keys: unknown): void
}

export interface Controls {
  /** Refuses connections. */
  down(): Promise<void>
  /** Listens again, at the same port. */
  up(): Promise<void>
  /** Answers in place of an endpoint or path, until `restore`. */
  respondWith(target: EndpointName | `/${string}`, fault: Fault): void
  /** Ends one fault, or all of them. */
  restore(target?: EndpointName | `/${string}`): void
  readonly requests: readonly ProviderRequest[]
  /** How many requests an endpoint or path has had. */
  count(target: EndpointName | 'unknown' | `/${string}`): number
  resetRequests(): void
}

/** How a login goes. Each `next…` holds for one answer; several wait in line. */
export interface Scripting {
  /** Registers a client, or replaces the one of the same id. */
  addClient(client: TestClient): void
  /**
   * Who is logged in at the provider, in a session of their own; `undefined` for nobody. Where the provider is interactive:
   * who logs in with the button.
   */
  setUser(claims: Claims | undefined): void
  /** Changes the next ID token before it is signed, or puts a string in its place. */
  nextIdToken(change: IdTokenChange): void
  nextTokenResponse(change: Change<Claims>): void
  nextAuthorizationResponse(change: Change<URLSearchParams>): void
  nextAuthorizationError(error: string, description?: string): void
  nextUserInfo(change: Change<Claims, Claims | string>): void
  /** All sessions there have been at the provider, the ended ones too. */
  readonly sessions: readonly ProviderSession[]
  /** What clients have revoked. */
  readonly revokedTokens: readonly string[]
  /** Sends a logout token to a client's `backchannelLogoutUri` and gives back the client's answer. */
  backchannelLogout(options?: BackchannelLogoutOptions): Promise<Response>
}
