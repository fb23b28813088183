import { createECDH, hash } from 'node:crypto'
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK, SignJWT } from 'jose'
import { createExpiringMap } from '../storage/expiring-map.js'

/** The key that the tokens of one login are bound to. */
export interface DpopKey {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly publicJwk: JWK
  /** Its thumbprint (RFC 7638). */
  readonly jkt: string
}

export interface ProofRequest {
  readonly method: string
  readonly url: URL
  /** For a call of an API, not for one of the token endpoint. */
  readonly accessToken?: string | undefined
}

/** Proofs of possession (RFC 9449). A key is named by its secret, which is kept in the vault and nowhere else. */
export interface Dpop {
  keyOf(secret: string): Promise<DpopKey>
  proof(secret: string, request: ProofRequest): Promise<string>
  /** The nonce that the server of this URL last gave to this key. */
  nonceOf(secret: string, url: URL): string | undefined
  /** Remembers the nonce of a response. Returns whether the response demands it and gives a new one. */
  learnNonce(secret: string, url: URL, response: Pick<Response, 'status' | 'headers'>): boolean
}

const maxEntries = 10_000
const keyLifetime = 3600
const nonceLifetime = 3600
const maxNonce = 1024

export function createDpop(): Dpop {
  const keys = createExpiringMap<Promise<DpopKey>>(maxEntries)
  // By key and server: a nonce never serves another login, nor another server.
  const nonces = createExpiringMap<string>(maxEntries)
  const nonceKey = (secret: string, { origin }: URL) => `${hash('sha256', secret, 'base64url')} ${origin}`

  function keyOf(secret: string): Promise<DpopKey> {
    const name = hash('sha256', secret, 'base64url')
    const known = keys.get(name)
    if (known !== undefined) return known
    const imported = importKey(secret)
    keys.set(name, imported, keyLifetime)
    return imported
  }

  const nonceOf = (secret: string, url: URL) => nonces.get(nonceKey(secret, url))

  return {
    keyOf,
    nonceOf,
    async proof(secret, { method, url, accessToken }) {
      const { privateKey, publicJwk } = await keyOf(secret)
      const nonce = nonceOf(secret, url)
      const ath = accessToken === undefined ? undefined : hash('sha256', accessToken, 'base64url')
      const claims = { htm: method, htu: `${url.origin}${url.pathname}`, ...(ath && { ath }), ...(nonce && { nonce }) }
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk })
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .sign(privateKey)
    },
    learnNonce(secret, url, { status, headers }) {
      const nonce = headers.get('dpop-nonce')
      if (nonce === null || nonce === '' || nonce.length > maxNonce) return false
      const isNew = nonce !== nonceOf(secret, url)
      nonces.set(nonceKey(secret, url), nonce, nonceLifetime)
      return isNew && status === 401 && demandsNonce.test(headers.get('www-authenticate') ?? '')
    },
  }
}

// The scheme in any case, perhaps after other challenges (RFC 9110, 11.6.1).
const demandsNonce = /(?:^|,)\s*dpop\s.*\berror\s*=\s*"?use_dpop_nonce\b/i

async function importKey(secret: string): Promise<DpopKey> {
  const d = Buffer.from(secret, 'base64url')
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(d)
  const point = curve.getPublicKey()
  const publicJwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const [privateKey, publicKey, jkt] = await Promise.all([
    importJWK({ ...publicJwk, d: secret }, 'ES256'),
    importJWK(publicJwk, 'ES256', { extractable: true }),
    calculateJwkThumbprint(publicJwk),
  ])
  return { privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey, publicJwk, jkt }
}

/** A private key of P-256 from 32 random bytes, as the base64url of its number. */
export function dpopSecret(seed: Buffer): string {
  for (let number = hash('sha256', seed, 'buffer'); ; number = hash('sha256', number, 'buffer')) {
    try {
      createECDH('prime256v1').setPrivateKey(number)
      return number.toString('base64url')
    } catch {
      // Zero, or not below the order of the curve: one of 2^32 numbers.
    }
  }
}
