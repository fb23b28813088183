import type { JWK } from 'jose'
import type { Fault } from './faults.js'
import type { RotateOptions } from './key-ring.js'
import type { Mint } from './mint.js'
import type { EndpointName, ProviderRequest } from './provider-request.js'

/** A running OpenID provider. */
export interface TestIssuer extends Mint {
  /** The issuer identifier, as it stands in tokens. */
  readonly issuer: string
  /** Where the endpoints begin: the issuer without a slash at the end. */
  readonly url: string
  readonly metadata: Readonly<Record<string, unknown>>
  /** The public keys. */
  readonly jwks: { keys: JWK[] }

  /** Signs with a new key from now on; the old ones are withdrawn unless `keep`. */
  rotateKeys(options?: RotateOptions): Promise<void>
  /** Publishes one more key: a JWK, or whatever else shall stand in the set. */
  addKey(jwk: unknown): void
  /** Publishes this instead (an array becomes a key set), until the next rotation or `setJwks(undefined)`. */
  setJwks(keys: unknown): void

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
  /** What a client did that the OpenID Foundation's conformance suite would object to. */
  readonly violations: readonly string[]

  close(): Promise<void>
}
