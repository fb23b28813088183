import { createPrivateKey, KeyObject } from 'node:crypto'

/** PKCS #8 in PEM, a private JWK (whose `alg` and `kid` are used), or a `KeyObject`. */
export type PrivateKeyInput = string | Readonly<Record<string, unknown>> | KeyObject

/** A key that a client signs with, and what goes into the header of its signatures. */
export interface PrivateKey {
  readonly algorithm: string
  readonly kid: string | undefined
  /** In PEM, because exporting a new key as a JWK can deadlock Node 20. */
  readonly pkcs8: string
}

const algorithmsByCurve = new Map<string | undefined, string>([
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
])

/** @throws TypeError that begins with `owner`; its message never quotes the key */
export function parsePrivateKey(owner: string, input: PrivateKeyInput): PrivateKey {
  const key = readKey(input)
  const { alg, kid } = typeof input === 'object' && !(input instanceof KeyObject) ? input : {}
  const algorithm = typeof alg === 'string' ? alg : key && algorithmOf(key)
  if (key === undefined || algorithm === undefined) {
    throw new TypeError(
      `${owner}: "privateKey" must be a private RSA, EC or Ed25519 key: PKCS #8 in PEM, a JWK, or a KeyObject`,
    )
  }
  const pkcs8 = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { algorithm, kid: typeof kid === 'string' ? kid : undefined, pkcs8 }
}

function readKey(input: PrivateKeyInput): KeyObject | undefined {
  try {
    if (typeof input === 'string') return createPrivateKey(input)
    const key = input instanceof KeyObject ? input : createPrivateKey({ key: input, format: 'jwk' })
    return key.type === 'private' ? key : undefined
  } catch {
    // The original message may quote the key.
    return undefined
  }
}

function algorithmOf(key: KeyObject): string | undefined {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return 'RS256'
    case 'ed25519':
      return 'EdDSA'
    case 'ec':
      return algorithmsByCurve.get(key.asymmetricKeyDetails?.namedCurve)
    default:
      return undefined
  }
}
