import { type PrivateKeyInput, parsePrivateKey } from '@tandem-auth/tokens'
import { type CryptoKey, importPKCS8 } from 'jose'

/** A key that signs client assertions and request objects. */
export interface ClientKey {
  readonly key: CryptoKey
  readonly kid?: string
}

/** Checks the key now and imports it at first use. `isFapi2`: RSA keys sign with PSS padding. @throws TypeError */
export function clientKeyOf(input: PrivateKeyInput, isFapi2 = false): () => Promise<ClientKey> {
  const { algorithm: own, kid, pkcs8 } = parsePrivateKey('clientSession', input)
  const algorithm = isFapi2 && own === 'RS256' ? 'PS256' : own
  if (isFapi2 && !['PS256', 'ES256', 'EdDSA', 'Ed25519'].includes(algorithm)) {
    throw new TypeError('clientSession: "privateKey" must be for PS256, ES256 or EdDSA with "security: \'fapi2\'"')
  }
  let imported: Promise<ClientKey> | undefined
  return () => {
    imported ??= importPKCS8(pkcs8, algorithm).then((key) => (kid === undefined ? { key } : { key, kid }))
    return imported
  }
}
