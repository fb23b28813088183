import { type KeyObject, verify } from 'node:crypto'
import { derOfEcdsa } from './ecdsa-der.js'
import { pssKeyOf } from './pss-key.js'

/** Checks a signature synchronously, with a key and an algorithm that are fixed. */
export type SignatureCheck = (data: Buffer, signature: Buffer) => boolean

/** The key that an algorithm takes, and the check it makes of one. What depends on the key only is computed here, once. */
interface Algorithm {
  readonly keyType: 'rsa' | 'ec' | 'ed25519'
  readonly curve?: string
  readonly checkWith: (key: KeyObject) => SignatureCheck
}

// Every check passes the key itself to `verify`. With an options object instead ({ key, padding }), Node 24 needs 10 µs
// more for each signature.

function pkcs1(hash: string): Algorithm {
  return {
    keyType: 'rsa',
    checkWith(key) {
      const length = modulusBytes(key)
      return (data, signature) => signature.length === length && verify(hash, data, key, signature)
    },
  }
}

function pss(hash: 'sha256' | 'sha384' | 'sha512'): Algorithm {
  return {
    keyType: 'rsa',
    checkWith(key) {
      const length = modulusBytes(key)
      let pssKey: KeyObject | undefined
      return (data, signature) => {
        if (signature.length !== length) return false
        pssKey ??= pssKeyOf(key, hash)
        return verify(hash, data, pssKey, signature)
      }
    },
  }
}

function ecdsa(hash: string, curve: string, halfLength: number): Algorithm {
  return {
    keyType: 'ec',
    curve,
    // Raw r and s of fixed length (RFC 7518, 3.4), never DER. An r or s of zero proves nothing ("psychic signatures").
    // OpenSSL refuses both as well; the checks here don't depend on it.
    checkWith: (key) => (data, signature) =>
      signature.length === 2 * halfLength &&
      !isZero(signature, 0, halfLength) &&
      !isZero(signature, halfLength, 2 * halfLength) &&
      verify(hash, data, key, derOfEcdsa(signature)),
  }
}

const ed25519: Algorithm = {
  keyType: 'ed25519',
  checkWith: (key) => (data, signature) => signature.length === 64 && verify(null, data, key, signature),
}

// All asymmetric (RFC 7518, 3.1; RFC 8037, 3.1; RFC 9864, 2.2). `none` and `HS*` can't be named.
const algorithms = new Map<string, Algorithm>([
  ['RS256', pkcs1('sha256')],
  ['RS384', pkcs1('sha384')],
  ['RS512', pkcs1('sha512')],
  ['PS256', pss('sha256')],
  ['PS384', pss('sha384')],
  ['PS512', pss('sha512')],
  ['ES256', ecdsa('sha256', 'prime256v1', 32)],
  ['ES384', ecdsa('sha384', 'secp384r1', 48)],
  ['ES512', ecdsa('sha512', 'secp521r1', 66)],
  ['EdDSA', ed25519],
  ['Ed25519', ed25519],
])

/** The names that an allow-list may hold. */
export const algorithmNames: readonly string[] = [...algorithms.keys()]

export function isAlgorithm(name: unknown): name is string {
  return typeof name === 'string' && algorithms.has(name)
}

/** The checks that a public key allows, by algorithm: those that take its type and, on a curve, that curve. */
export function signatureChecks(key: KeyObject): ReadonlyMap<string, SignatureCheck> {
  const { asymmetricKeyType, asymmetricKeyDetails } = key
  const checks = new Map<string, SignatureCheck>()
  for (const [name, { keyType, curve, checkWith }] of algorithms) {
    if (keyType !== asymmetricKeyType) continue
    if (curve === undefined || curve === asymmetricKeyDetails?.namedCurve) checks.set(name, checkWith(key))
  }
  return checks
}

function modulusBytes(key: KeyObject): number {
  return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
}

function isZero(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (bytes[index] !== 0) return false
  return true
}
