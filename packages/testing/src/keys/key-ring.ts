import type { JWK } from 'jose'
import type { Claims } from '../claims.js'
import { generateSigningKey, type SigningKey } from './signing-key.js'

export interface RotateOptions {
  /** Keeps the old keys in the published set. */
  keep?: boolean
  kid?: string
  /** The algorithm of the new key, by default that of the old one. */
  algorithm?: string
}

/** The provider's keys: the current signing key, the published set, and what a test publishes instead. */
export interface KeyRing {
  readonly current: SigningKey
  /** The public keys, as a key set. */
  readonly published: { keys: JWK[] }
  /** The body of the JWKS endpoint. */
  document(): unknown
  rotate(options?: RotateOptions): Promise<void>
  add(jwk: unknown): void
  replace(document: unknown): void
  /** Returns the published key for an algorithm. Makes and publishes one if there is none. */
  forAlgorithm(algorithm: string): Promise<SigningKey>
}

/** `members` are added to each published key. */
export function createKeyRing(first: SigningKey, members: Claims = {}): KeyRing {
  let signing: SigningKey[] = [first]
  let added: unknown[] = []
  let replacement: unknown

  function published(): { keys: JWK[] } {
    return { keys: [...signing.map((key) => ({ ...members, ...key.publicJwk })), ...(added as JWK[])] }
  }

  return {
    get current() {
      return signing[0] ?? first
    },
    get published() {
      return published()
    },
    document: () => replacement ?? published(),
    async rotate({ keep = false, kid, algorithm = signing[0]?.algorithm } = {}) {
      const next = await generateSigningKey(algorithm, kid)
      signing = keep ? [next, ...signing] : [next]
      if (!keep) added = []
      replacement = undefined
    },
    add(jwk) {
      added.push(jwk)
    },
    replace(document) {
      replacement = Array.isArray(document) ? { keys: document } : document
    },
    async forAlgorithm(algorithm) {
      const known = signing.find((key) => key.algorithm === algorithm)
      if (known !== undefined) return known
      const made = await generateSigningKey(algorithm)
      signing.push(made)
      return made
    },
  }
}
