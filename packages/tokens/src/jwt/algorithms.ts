import { constants, type KeyObject, verify } from 'node:crypto'

/**
 * The signature algorithms there are here, all of them asymmetric (RFC 7518, 3.1; RFC 8037, 3.1; RFC 9864, 2.2): what
 * key each takes, how long its signature is, and how it is checked. `none` and `HS*` can't be named.
 */
interface Algorithm {
  readonly keyType: 'rsa' | 'ec' | 'ed25519'
  readonly curve?: string
  readonly verify: (data: Buffer, key: KeyObject, signature: Buffer) => boolean
}

const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants

function pkcs1(hash: string): Algorithm {
  return {
    keyType: 'rsa',
    verify: (data, key, signature) =>
      signature.length === modulusBytes(key) && verify(hash, data, { key, padding: RSA_PKCS1_PADDING }, signature),
  }
}

function pss(hash: string, saltLength: number): Algorithm {
  return {
    keyType: 'rsa',
    verify: (data, key, signature) =>
      signature.length === modulusBytes(key) &&
      verify(hash, data, { key, padding: RSA_PKCS1_PSS_PADDING, saltLength }, signature),
  }
}

function ecdsa(hash: string, curve: string, halfLength: number): Algorithm {
  return {
    keyType: 'ec',
    curve,
    // Raw r and s of fixed length, never DER; an r or s of zero proves nothing ("psychic signatures"). Today's OpenSSL says
    // the same: that the checks stand here as well is for the day it doesn't.
    verify: (data, key, signature) =>
      signature.length === 2 * halfLength &&
      !isZero(signature.subarray(0, halfLength)) &&
      !isZero(signature.subarray(halfLength)) &&
      verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature),
  }
}

const ed25519: Algorithm = {
  keyType: 'ed25519',
  verify: (data, key, signature) => signature.length === 64 && verify(null, data, key, signature),
}

const algorithms = new Map<string, Algorithm>([
  ['RS256', pkcs1('sha256')],
  ['RS384', pkcs1('sha384')],
  ['RS512', pkcs1('sha512')],
  ['PS256', pss('sha256', 32)],
  ['PS384', pss('sha384', 48)],
  ['PS512', pss('sha512', 64)],
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

/** Whether this key is of the type, and on the curve, that the algorithm takes. */
export function takesKey(name: string, key: KeyObject): boolean {
  const algorithm = algorithms.get(name)
  return (
    algorithm !== undefined &&
    key.asymmetricKeyType === algorithm.keyType &&
    (algorithm.curve === undefined || key.asymmetricKeyDetails?.namedCurve === algorithm.curve)
  )
}

/** Checks a signature synchronously. A key that the algorithm doesn't take never verifies. */
export function verifyWith(name: string, key: KeyObject, data: Buffer, signature: Buffer): boolean {
  return algorithms.get(name)?.verify(data, key, signature) ?? false
}

function modulusBytes(key: KeyObject): number {
  return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0)
}
