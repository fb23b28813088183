import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose'
import { epochSeconds } from '../epoch-seconds.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { ProviderRequest } from '../http/provider-request.js'
import { isNew, type Provider } from '../provider.js'
import { dpopAlgorithmsOf } from './dpop-algorithms.js'

/** The `ath` claim of a proof: the hash of the access token that it is sent with (RFC 9449, 4.2). */
export function accessTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/**
 * Verifies the proof of a request and returns the thumbprint of its key, or `undefined` if there is no proof.
 *
 * @throws ProtocolError `invalid_dpop_proof` or `use_dpop_nonce`
 * @see RFC 9449, 4.3
 */
export async function verifyDpopProof(
  provider: Provider,
  request: ProviderRequest,
  accessToken?: string,
): Promise<string | undefined> {
  // Node joins repeated headers with a comma, which no JWT has: two proofs are a malformed one.
  const proof = request.headers.dpop
  if (proof === undefined || provider.options.dpop === false) return undefined
  const { payload, jwk } = await openProof(provider, request, String(proof))
  const flaw = findFlaw(provider, request, payload, accessToken)
  if (flaw !== undefined) throw refuse(provider, request, flaw)
  if (!provider.dpopNonces.accept(request, payload.nonce)) {
    throw new ProtocolError('use_dpop_nonce', 'the proof must have a nonce of this server')
  }
  return calculateJwkThumbprint(jwk)
}

async function openProof(provider: Provider, request: ProviderRequest, proof: string) {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: dpopAlgorithmsOf(provider.options),
      requiredClaims: ['jti', 'htm', 'htu', 'iat'],
      currentDate: new Date(),
    })
    return { payload, jwk: protectedHeader.jwk ?? {} }
  } catch (error) {
    if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error
    throw refuse(provider, request, error.message)
  }
}

function findFlaw(
  provider: Provider,
  request: ProviderRequest,
  { jti = '', htm, htu, iat = 0, ath }: JWTPayload,
  accessToken: string | undefined,
): string | undefined {
  if (htm !== request.method) return `htm is ${htm}, the method is ${request.method}`
  if (htu !== request.url) return `htu is ${htu}, the URL is ${request.url}`
  if (Math.abs(epochSeconds() - iat) > 60) return 'iat is more than 60 seconds away'
  if (accessToken !== undefined && ath !== accessTokenHash(accessToken)) return 'ath is not that of the access token'
  return isNew(provider, `proof ${jti}`) ? undefined : 'the jti was already used'
}

function refuse({ violations }: Provider, { endpoint }: ProviderRequest, flaw: string): ProtocolError {
  violations.push(`${endpoint}: DPoP proof: ${flaw}`)
  return new ProtocolError('invalid_dpop_proof', flaw)
}
