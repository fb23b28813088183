import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** A private key with the public JWK that the provider publishes for it. */
export interface SigningKey {
  readonly kid: string
  readonly algorithm: string
  readonly privateKey: KeyObject
  readonly publicJwk: JWK
}

/**
 * Makes a new signing key. An RSA key takes about a tenth of a second: a key made once can serve many issuers by their
 * `signingKey` option.
 */
export async function generateSigningKey(algorithm = 'RS256', kid: string = randomUUID()): Promise<SigningKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  return importSigningKey({ ...(await exportJWK(pair.privateKey)), kid, alg: algorithm })
}

/** A signing key from a private JWK with `kid` and `alg`. */
export function importSigningKey(jwk: JWK): SigningKey {
  const { kid = 'key-1', alg: algorithm = 'RS256' } = jwk
  const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
  const publicJwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' } as JWK
  return { kid, algorithm, privateKey, publicJwk }
}
