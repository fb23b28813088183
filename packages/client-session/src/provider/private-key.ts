import { type PrivateKeyInput, parsePrivateKey } from '@tandem-auth/tokens'
import { type CryptoKey, importPKCS8 } from 'jose'

/** A key that signs client assertions and request objects. */
export interface ClientKey {
  readonly key: CryptoKey
  readonly kid?: string
}

/** Checks the key now and imports it at first use. */
export function clientKeyOf(input: PrivateKeyInput): () => Promise<ClientKey> {
  const { algorithm, kid, pkcs8 } = parsePrivateKey('clientSession', input)
  let imported: Promise<ClientKey> | undefined
  return () => {
    imported ??= importPKCS8(pkcs8, algorithm).then((key) => (kid === undefined ? { key } : { key, kid }))
    return imported
  }
}
