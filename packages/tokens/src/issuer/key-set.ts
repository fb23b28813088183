import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { algorithmNames, takesKey } from '../jwt/algorithms.js'

/** A public key of an issuer, clean and strong enough to check signatures with. */
export interface VerificationKey {
  readonly kid: string | undefined
  readonly keyObject: KeyObject
  /** The algorithms it may be used with: those its type allows, and of them the one it names. */
  readonly algorithms: ReadonlySet<string>
  /** Entra's own member: the issuer whose tokens this key signs. */
  readonly issuer: string | undefined
  /** Turns true when the issuer no longer publishes the key: what was judged by it is judged anew. */
  retired: boolean
}

/** The keys of an issuer at one time; a key that stays in the set stays the same object. */
export interface KeySet {
  readonly size: number
  /** By everything that is known of them. */
  readonly keys: ReadonlyMap<string, VerificationKey>
  find(algorithm: string, kid: string | undefined): readonly VerificationKey[]
}

const maxKeys = 100
const maxTriedKeys = 8
const minModulusLength = 2048
const minExponent = 65_537n
const publicMembers = ['kty', 'n', 'e', 'crv', 'x', 'y'] as const
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const

/** Imports what is usable of a JWK Set (RFC 7517, 5), and retires the keys of `previous` that are gone. */
export function createKeySet(jwks: unknown, previous?: KeySet): KeySet | undefined {
  const items: unknown = typeof jwks === 'object' && jwks !== null ? (jwks as { keys?: unknown }).keys : undefined
  if (!Array.isArray(items)) return undefined
  const known: KeySet['keys'] = previous?.keys ?? new Map()
  const keys = new Map<string, VerificationKey>()
  for (const item of items.slice(0, maxKeys)) {
    const jwk = cleanJwk(item)
    if (jwk === undefined) continue
    const identity = JSON.stringify(jwk)
    const key = known.get(identity) ?? importKey(jwk)
    if (key !== undefined) keys.set(identity, key)
  }
  if (keys.size === 0) return undefined
  for (const [identity, key] of known) if (!keys.has(identity)) key.retired = true
  return keySetOf(keys)
}

function keySetOf(keys: KeySet['keys']): KeySet {
  const byKid = new Map<string | undefined, KeysByAlgorithm>()
  const all: KeysByAlgorithm = new Map()
  for (const key of keys.values()) {
    const same: KeysByAlgorithm = byKid.get(key.kid) ?? new Map()
    byKid.set(key.kid, same)
    addKey(same, key)
    addKey(all, key)
  }
  return {
    size: keys.size,
    keys,
    find(algorithm, kid) {
      // A key without a kid may be anybody's. The kid itself is looked up in a Map and used for nothing else.
      const candidates = kid === undefined ? all : (byKid.get(kid) ?? byKid.get(undefined))
      return candidates?.get(algorithm) ?? none
    },
  }
}

type KeysByAlgorithm = Map<string, VerificationKey[]>

const none: readonly VerificationKey[] = []

function addKey(keys: KeysByAlgorithm, key: VerificationKey): void {
  for (const algorithm of key.algorithms) {
    const same = keys.get(algorithm)
    if (same === undefined) keys.set(algorithm, [key])
    else if (same.length < maxTriedKeys) same.push(key)
  }
}

interface CleanJwk {
  readonly kid: string | undefined
  readonly alg: string | undefined
  readonly issuer: string | undefined
  readonly members: JsonWebKey
}

/** What a published key may say of itself, or `undefined` for one that isn't a public signature key. */
function cleanJwk(item: unknown): CleanJwk | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const jwk = item as Record<string, unknown>
  // Once it is published, a private key is anybody's; and a shared secret was never a key for checking others' tokens.
  if (privateMembers.some((name) => Object.hasOwn(jwk, name))) return undefined
  if (jwk.use !== undefined && jwk.use !== 'sig') return undefined
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'))) return undefined
  if (jwk.kid !== undefined && typeof jwk.kid !== 'string') return undefined
  // Node reads a key's members wherever they come from, a polluted prototype included.
  const members: Record<string, string> = Object.create(null)
  for (const name of publicMembers) {
    const value = jwk[name]
    if (typeof value === 'string') members[name] = value
  }
  return { kid: jwk.kid, alg: textOf(jwk.alg), issuer: textOf(jwk.issuer), members }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Imports one public JWK: `undefined` for a private, weak or unknown one. */
export function importPublicJwk(jwk: unknown): VerificationKey | undefined {
  const clean = cleanJwk(jwk)
  return clean && importKey(clean)
}

function importKey({ kid, alg, issuer, members }: CleanJwk): VerificationKey | undefined {
  const keyObject = importPublicKey(members)
  if (keyObject === undefined || isWeak(keyObject)) return undefined
  const algorithms = new Set(algorithmNames.filter((name) => takesKey(name, keyObject) && agrees(alg, name)))
  return algorithms.size === 0 ? undefined : { kid, keyObject, algorithms, issuer, retired: false }
}

function importPublicKey(members: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: members, format: 'jwk' })
  } catch {
    return undefined
  }
}

function isWeak(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return false
  // Node tells both of every RSA key: the defaults are for the compiler, and would count as weak.
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  return modulusLength < minModulusLength || publicExponent < minExponent
}

// Two names of one algorithm (RFC 9864, 2.2).
const edwards = new Set(['EdDSA', 'Ed25519'])

function agrees(named: string | undefined, algorithm: string): boolean {
  return named === undefined || named === algorithm || (edwards.has(named) && edwards.has(algorithm))
}
