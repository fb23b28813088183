import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  KeyObject,
  sign as signWith,
  type webcrypto,
} from 'node:crypto'
import type { JWK } from 'jose'
import type { Claims } from '../claims.js'
import type { SigningKey } from './signing-key.js'

/** What a token can be signed with. Strings and bytes are HMAC secrets. */
export type AnyKey = SigningKey | KeyObject | webcrypto.CryptoKey | JWK | string | Uint8Array

/**
 * Signs anything, without any check, so that a test can make tokens that no library would. Strings are used unchanged, even
 * if they aren't JSON. `alg: 'none'` leaves the signature empty. `HS*` with a key pair uses the public key's PEM as the
 * secret (the algorithm confusion attack). Another `alg` that doesn't fit the key stays in the header, but the key signs
 * with its own algorithm.
 */
export function signJws(header: Claims | string, payload: Claims | string, key: AnyKey): string {
  const input = `${encode(header)}.${encode(payload)}`
  const algorithm = typeof header === 'string' ? undefined : header.alg
  return `${input}.${signatureOf(input, algorithm, key).toString('base64url')}`
}

function encode(part: Claims | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

function signatureOf(input: string, alg: unknown, key: AnyKey): Buffer {
  if (alg === 'none') return Buffer.alloc(0)
  if (typeof key === 'string' || key instanceof Uint8Array) return hmac(input, alg, key)
  const privateKey = toKeyObject(key)
  if (typeof alg === 'string' && alg.startsWith('HS')) return hmac(input, alg, secretOf(privateKey))
  if (privateKey.type === 'secret') return hmac(input, alg, privateKey)
  const algorithm = algorithmFor(alg, key, privateKey)
  const padding = algorithm.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {}
  return signWith(digestOf(algorithm), Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363', ...padding })
}

function toKeyObject(key: SigningKey | KeyObject | webcrypto.CryptoKey | JWK): KeyObject {
  if (key instanceof KeyObject) return key
  if ('privateKey' in key) return key.privateKey as KeyObject
  if ('algorithm' in key) return KeyObject.from(key as webcrypto.CryptoKey)
  return createPrivateKey({ key: { ...key }, format: 'jwk' })
}

function secretOf(key: KeyObject): KeyObject | string {
  return key.type === 'secret' ? key : createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
}

function hmac(input: string, alg: unknown, secret: string | Uint8Array | KeyObject): Buffer {
  const digest = typeof alg === 'string' ? digestOf(alg) : null
  return createHmac(digest ?? 'sha256', secret)
    .update(input)
    .digest()
}

const families: Record<string, { prefix: RegExp; own: string }> = {
  rsa: { prefix: /^[RP]S/, own: 'RS256' },
  ec: { prefix: /^ES/, own: 'ES256' },
  ed25519: { prefix: /^Ed/, own: 'EdDSA' },
}

function algorithmFor(alg: unknown, key: AnyKey, privateKey: KeyObject): string {
  const family = families[privateKey.asymmetricKeyType ?? '']
  if (family === undefined) throw new TypeError('sign: keys of this type can not sign')
  if (typeof alg === 'string' && family.prefix.test(alg)) return alg
  return typeof key === 'object' && 'publicJwk' in key ? key.algorithm : family.own
}

/** The hash of an algorithm. Ed25519 needs none. */
function digestOf(algorithm: string): string | null {
  return algorithm.startsWith('Ed') ? null : `sha${/(256|384|512)/.exec(algorithm)?.[1] ?? '256'}`
}
