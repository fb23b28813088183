import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** A private key and its public JWK. */
export interface SigningKey {
  readonly kid: string
  readonly algorithm: string
  readonly privateKey: KeyObject
  readonly publicJwk: JWK
  /** The thumbprint of the public key (RFC 7638), as `cnf.jkt` has it. */
  readonly jkt: string
}

/**
 * Makes a signing key. An RSA key takes about a tenth of a second, so share one between issuers by their `signingKey`
 * option.
 */
export async function generateSigningKey(algorithm = 'RS256', kid: string = randomUUID()): Promise<SigningKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  return importSigningKey({ ...(await exportJWK(pair.privateKey)), kid, alg: algorithm })
}

const defaultKeys = new Map<string, Promise<SigningKey>>()

/** Returns the key that all issuers of this process share by default, since making an RSA key is slow. */
export function defaultSigningKey(algorithm = 'RS256'): Promise<SigningKey> {
  const key = defaultKeys.get(algorithm) ?? generateSigningKey(algorithm)
  defaultKeys.set(algorithm, key)
  return key
}

/** Makes a signing key from a private JWK with `kid` and `alg`. */
export function importSigningKey(jwk: JWK): SigningKey {
  const { kid = 'key-1', alg: algorithm = 'RS256' } = jwk
  const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
  const publicJwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' } as JWK
  return { kid, algorithm, privateKey, publicJwk, jkt: thumbprintOf(publicJwk) }
}

/** The members that make up a public key, in the order that its thumbprint needs (RFC 7638, 3.2). */
export function keyMembersOf(publicJwk: JWK): JWK {
  const { crv, e, kty, n, x, y } = publicJwk
  return JSON.parse(JSON.stringify({ crv, e, kty, n, x, y }))
}

function thumbprintOf(publicJwk: JWK): string {
  return createHash('sha256')
    .update(JSON.stringify(keyMembersOf(publicJwk)))
    .digest('base64url')
}
