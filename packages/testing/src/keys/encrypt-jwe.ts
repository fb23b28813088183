import { KeyObject } from 'node:crypto'
import { CompactEncrypt, importJWK, type JWK } from 'jose'

export interface EncryptionOptions {
  /** By default 'RSA-OAEP-256' for RSA keys and 'ECDH-ES' for others. */
  alg?: string
  /** By default 'A256GCM'. */
  enc?: string
  kid?: string
  cty?: string
}

/** Encrypts a token or any text to a public key (RFC 7516, compact serialization). */
export async function encryptJwe(
  text: string,
  key: JWK | KeyObject,
  {
    alg = defaultAlgorithm(key),
    enc = 'A256GCM',
    kid = key instanceof KeyObject ? undefined : key.kid,
    cty,
  }: EncryptionOptions = {},
): Promise<string> {
  const header = { alg, enc, ...(kid !== undefined && { kid }), ...(cty !== undefined && { cty }) }
  const recipient = key instanceof KeyObject ? key : await importJWK({ ...key }, alg)
  return new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(recipient)
}

/** Encrypts to the key of a client's key set: the first for encryption that has the algorithm's type. */
export function encryptFor(jwks: unknown, text: string, options: EncryptionOptions & { alg: string }): Promise<string> {
  const { keys = [] } = (jwks ?? {}) as { keys?: JWK[] }
  const type = options.alg.startsWith('RSA') ? 'RSA' : /^ECDH/.test(options.alg) ? 'EC' : 'oct'
  const key = keys.find(({ kty, use }) => kty === type && use !== 'sig')
  if (key === undefined) throw new TypeError(`the client's jwks has no key for ${options.alg}`)
  return encryptJwe(text, key, options)
}

function defaultAlgorithm(key: JWK | KeyObject): string {
  const isRsa = key instanceof KeyObject ? key.asymmetricKeyType === 'rsa' : key.kty === 'RSA'
  return isRsa ? 'RSA-OAEP-256' : 'ECDH-ES'
}
