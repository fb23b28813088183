import { quote } from '../quote.js'
import { cleanJwk } from './clean-jwk.js'
import { importKey, type VerificationKey } from './verification-key.js'

/** A published key that can't be used here. */
export interface DroppedKey {
  readonly kid: string | undefined
  /** From a fixed table; completes "it can't be used: …". */
  readonly reason: string
}

/** The keys of an issuer at one time. A key that stays in the set stays the same object. */
export interface KeySet {
  /** By everything that counts of them. */
  readonly keys: ReadonlyMap<string, VerificationKey>
  readonly dropped: readonly DroppedKey[]
  find(algorithm: string, kid: string | undefined): readonly VerificationKey[]
}

// For a token without a key id. A stranger's token makes us try each of them.
const maxTriedKeys = 64

/** A JWK Set in which no key can be used. The message is fit for a hint. */
export class UnusableKeySetError extends Error {
  readonly code = 'ERR_JWKS_INVALID'
}

/**
 * Imports what is usable of a JWK Set (RFC 7517, 5), and retires the keys of `previous` that are gone.
 * @throws UnusableKeySetError; `previous` then stays as it is
 */
export function createKeySet(jwks: unknown, previous?: KeySet): KeySet {
  const items: unknown = typeof jwks === 'object' && jwks !== null ? (jwks as { keys?: unknown }).keys : undefined
  if (!Array.isArray(items)) throw new UnusableKeySetError('It has no array "keys".')
  const known: KeySet['keys'] = previous?.keys ?? new Map()
  const keys = new Map<string, VerificationKey>()
  const dropped: DroppedKey[] = []
  for (const item of items) {
    const jwk = cleanJwk(item)
    const identity = JSON.stringify(jwk)
    const key = typeof jwk === 'string' ? jwk : (known.get(identity) ?? importKey(jwk))
    if (typeof key === 'string') dropped.push({ kid: kidOf(item), reason: key })
    else keys.set(identity, key)
  }
  if (keys.size === 0) throw new UnusableKeySetError(explainAll(dropped))
  for (const [identity, key] of known) if (!keys.has(identity)) key.retired = true
  return { keys, dropped, find: finderOf(keys) }
}

function finderOf(keys: KeySet['keys']): KeySet['find'] {
  const byKid = new Map<string | undefined, KeysByAlgorithm>()
  const all: KeysByAlgorithm = new Map()
  for (const key of keys.values()) {
    const same: KeysByAlgorithm = byKid.get(key.kid) ?? new Map()
    byKid.set(key.kid, same)
    addKey(same, key)
    addKey(all, key)
  }
  return (algorithm, kid) => {
    // A key without a kid may have signed any token. A token's kid is only ever looked up in this Map.
    const candidates = kid === undefined ? all : (byKid.get(kid) ?? byKid.get(undefined))
    return candidates?.get(algorithm) ?? none
  }
}

type KeysByAlgorithm = Map<string, VerificationKey[]>

const none: readonly VerificationKey[] = []

function addKey(keys: KeysByAlgorithm, key: VerificationKey): void {
  for (const algorithm of key.checks.keys()) {
    const same = keys.get(algorithm)
    if (same === undefined) keys.set(algorithm, [key])
    else if (same.length < maxTriedKeys) same.push(key)
  }
}

function kidOf(item: unknown): string | undefined {
  const kid: unknown = typeof item === 'object' && item !== null ? (item as { kid?: unknown }).kid : undefined
  return typeof kid === 'string' ? kid : undefined
}

function explainAll(dropped: readonly DroppedKey[]): string {
  if (dropped.length === 0) return 'It holds no key.'
  const reasons = [...new Set(dropped.map(({ reason }) => reason))].slice(0, 3)
  return `None of its ${dropped.length} keys can be used: ${reasons.join('; ')}.`
}

/** Why no key of this set fits a token, for a hint. */
export function explainMissingKey({ keys, dropped }: KeySet, algorithm: string, kid: string | undefined): string {
  if (kid === undefined) {
    return `The token names no key ("kid"), and the issuer publishes none for the algorithm ${quote(algorithm)}.`
  }
  const unusable = dropped.find((key) => key.kid === kid)
  if (unusable !== undefined) {
    return `The issuer publishes the key ${quote(kid)} of this token, but it can't be used: ${unusable.reason}.`
  }
  if ([...keys.values()].some((key) => key.kid === kid)) {
    return `The key ${quote(kid)} of this token isn't for the algorithm ${quote(algorithm)}.`
  }
  return `The issuer publishes no key ${quote(kid)}, which the token names in "kid".`
}
