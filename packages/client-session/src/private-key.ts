import { createPrivateKey, KeyObject } from 'node:crypto'
import { type CryptoKey, importPKCS8 } from 'jose'
import { fail } from './check.js'
import type { PrivateKeyInput } from './options.js'

/** A key that signs client assertions and request objects. */
export interface ClientKey {
  readonly key: CryptoKey
  readonly kid?: string
}

/** Checks the key at once, and imports it when it is first used. */
export function parsePrivateKey(input: PrivateKeyInput): () => Promise<ClientKey> {
  const key = readKey(input)
  const { alg, kid } = typeof input === 'object' && !(input instanceof KeyObject) ? input : {}
  const algorithm = typeof alg === 'string' ? alg : defaultAlgorithm(key)
  let imported: Promise<ClientKey> | undefined
  return () => {
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString()
    imported ??= importPKCS8(pem, algorithm).then((cryptoKey) =>
      typeof kid === 'string' ? { key: cryptoKey, kid } : { key: cryptoKey },
    )
    return imported
  }
}

function readKey(input: PrivateKeyInput): KeyObject {
  try {
    if (input instanceof KeyObject)
      return input.type === 'private' ? input : fail('privateKey', 'must be a private key')
    if (typeof input === 'string') return createPrivateKey(input)
    return createPrivateKey({ key: input, format: 'jwk' })
  } catch {
    // The message of the original may quote the key.
    return fail('privateKey', 'must be a private key: PKCS #8 in PEM, a JWK, or a KeyObject')
  }
}

function defaultAlgorithm(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return 'RS256'
    case 'ed25519':
      return 'Ed25519'
    case 'ec':
      return ecAlgorithm(key.asymmetricKeyDetails?.namedCurve)
    default:
      return fail('privateKey', 'must be an RSA, EC or Ed25519 key')
  }
}

function ecAlgorithm(curve: string | undefined): string {
  switch (curve) {
    case 'prime256v1':
      return 'ES256'
    case 'secp384r1':
      return 'ES384'
    case 'secp521r1':
      return 'ES512'
    default:
      return fail('privateKey', 'must be on the curve P-256, P-384 or P-521')
  }
}
