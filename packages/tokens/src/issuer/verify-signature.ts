import { AuthError } from '../errors.js'
import { verifyWith } from '../jwt/algorithms.js'
import type { UnverifiedJws } from '../jwt/jws.js'
import type { VerificationKey } from './key-set.js'
import type { KeySource } from './key-source.js'

/**
 * Checks the signature of a screened token: synchronously while the key is known, else after asking for newer keys.
 * Answers the key that verified it.
 * @throws AuthError `ERR_TOKEN_KEY`, `ERR_TOKEN_SIGNATURE` (401), `ERR_KEYS_UNAVAILABLE` (503)
 */
export function verifySignature(jws: UnverifiedJws, keys: KeySource): VerificationKey | Promise<VerificationKey> {
  const { alg, kid } = jws.unverifiedHeader
  const known = keys.find(alg, kid)
  const key = verifyingKey(jws, known)
  if (key !== undefined) return key
  // A key with the very kid of the token was there and said no. Asking for newer keys would only help a flood.
  if (kid !== undefined && known.some((candidate) => candidate.kid === kid)) throw new AuthError('ERR_TOKEN_SIGNATURE')
  return verifyWithNewerKey(jws, keys, known)
}

async function verifyWithNewerKey(
  jws: UnverifiedJws,
  keys: KeySource,
  tried: readonly VerificationKey[],
): Promise<VerificationKey> {
  const { alg, kid } = jws.unverifiedHeader
  const found = await keys.request(alg, kid)
  if (found.length === 0) {
    throw new AuthError('ERR_TOKEN_KEY', {
      hint: 'The issuer publishes no key with the "kid" and "alg" of this token.',
    })
  }
  const key = verifyingKey(
    jws,
    found.filter((candidate) => !tried.includes(candidate)),
  )
  if (key === undefined) throw new AuthError('ERR_TOKEN_SIGNATURE')
  return key
}

function verifyingKey(jws: UnverifiedJws, candidates: readonly VerificationKey[]): VerificationKey | undefined {
  if (candidates.length === 0) return undefined
  const data = Buffer.from(jws.signingInput, 'latin1')
  const { alg } = jws.unverifiedHeader
  return candidates.find((key) => verifyWith(alg, key.keyObject, data, jws.signature))
}
