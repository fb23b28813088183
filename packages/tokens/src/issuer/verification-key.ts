import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { type SignatureCheck, signatureChecks } from '../jwt/algorithms.js'
import { type CleanJwk, cleanJwk } from './clean-jwk.js'

/** A public key of an issuer, clean and strong enough to check signatures with. */
export interface VerificationKey {
  readonly kid: string | undefined
  /** How to check a signature, for each algorithm of the key: those of its type, or of these the one that it names. */
  readonly checks: ReadonlyMap<string, SignatureCheck>
  /** Entra's own member: the issuer whose tokens this key signs. */
  readonly issuer: string | undefined
  /** Turns true when the issuer no longer publishes the key. Tokens that it verified are then verified again. */
  retired: boolean
}

const minModulusLength = 2048
const minExponent = 65_537n

/** Imports one public JWK; `undefined` if it is private, weak or unknown. */
export function importPublicJwk(jwk: unknown): VerificationKey | undefined {
  const clean = cleanJwk(jwk)
  const key = typeof clean === 'string' ? clean : importKey(clean)
  return typeof key === 'string' ? undefined : key
}

/** Imports a key, or returns why it can't be used. */
export function importKey({ kid, alg, issuer, members }: CleanJwk): VerificationKey | string {
  const key = importPublicKey(members)
  if (key === undefined) return 'it is not a public key that Node can read'
  if (isWeak(key)) return 'it is an RSA key of less than 2048 bits, or with an exponent below 65537'
  const possible = [...signatureChecks(key)]
  if (possible.length === 0) return 'no algorithm here takes a key of its type and curve'
  const checks = new Map(possible.filter(([name]) => agrees(alg, name)))
  if (checks.size === 0) return 'its "alg" is not a signature algorithm for a key of its type'
  return { kid, checks, issuer, retired: false }
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
  // Node always has both of an RSA key. The defaults, which count as weak, are for the compiler.
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  return modulusLength < minModulusLength || publicExponent < minExponent
}

// Two names of one algorithm (RFC 9864, 2.2).
const edwards = new Set(['EdDSA', 'Ed25519'])

function agrees(named: string | undefined, algorithm: string): boolean {
  return named === undefined || named === algorithm || (edwards.has(named) && edwards.has(algorithm))
}
