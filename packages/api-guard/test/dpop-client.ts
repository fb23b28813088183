import { accessTokenHash } from '@tandem-auth/testing'
import type { Express } from 'express'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import request, { type Response } from 'supertest'

export const baseUrl = 'https://api.example.com'

/** What a test changes of a proof; `undefined` leaves a member out. */
export interface ProofChanges {
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  readonly key?: CryptoKey | Uint8Array
}

/** A client with a key of its own, to which tokens can be bound. */
export interface DpopClient {
  readonly jkt: string
  readonly jwk: JWK
  /** With its private members. */
  readonly privateJwk: JWK
  readonly privateKey: CryptoKey
  proof(token: string, changes?: ProofChanges): Promise<string>
  /** Sends a token with a new proof for `GET /`. */
  get(app: Express, token: string, changes?: ProofChanges): Promise<Response>
}

let count = 0

export async function dpopClient(algorithm = 'ES256'): Promise<DpopClient> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const jwk = await exportJWK(publicKey)

  async function proof(token: string, { header, claims, key = privateKey }: ProofChanges = {}): Promise<string> {
    count += 1
    const payload = {
      jti: `proof-${count}`,
      htm: 'GET',
      htu: `${baseUrl}/`,
      iat: Math.floor(Date.now() / 1000),
      ath: accessTokenHash(token),
      ...claims,
    }
    const protectedHeader = { typ: 'dpop+jwt', alg: algorithm, jwk, ...header }
    return new SignJWT(present(payload)).setProtectedHeader(present(protectedHeader) as { alg: string }).sign(key)
  }

  return {
    jkt: await calculateJwkThumbprint(jwk),
    jwk,
    privateJwk: await exportJWK(privateKey),
    privateKey,
    proof,
    get: async (app, token, changes) => sendDpop(app, token, await proof(token, changes)),
  }
}

/** One request with this token and this proof, by the scheme DPoP. */
export function sendDpop(app: Express, token: string, proof: string, path = '/'): Promise<Response> {
  return request(app)
    .get(path)
    .set('Authorization', `DPoP ${token}`)
    .set('DPoP', proof)
    .then((response) => response)
}

function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** The challenges of a response, one for each header line. */
export function challengesOf(response: Response): readonly string[] {
  const { rawHeaders } = (response as unknown as { res: { rawHeaders: readonly string[] } }).res
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() === 'www-authenticate' ? [rawHeaders[index + 1] ?? ''] : [],
  )
}
