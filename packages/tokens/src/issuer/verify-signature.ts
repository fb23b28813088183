import type { ErrorCode } from '../error-codes.js'
import { AuthError } from '../errors.js'
import type { UnverifiedJws } from '../jwt/jws.js'
import type { KeySource } from './key-source.js'
import type { VerificationKey } from './verification-key.js'

/**
 * Checks the signature of a screened token: synchronously while the key is known, otherwise after a look for newer keys.
 * Returns the key that verified it. `notSearched` is the error for a key that nobody could look for, because a flood of
 * unknown key ids has used up the fetches of the next seconds.
 * @throws AuthError `ERR_TOKEN_KEY`, `ERR_TOKEN_SIGNATURE` (401), `ERR_KEYS_UNAVAILABLE` (503)
 */
export function verifySignature(
  jws: UnverifiedJws,
  keys: KeySource,
  notSearched: ErrorCode = 'ERR_TOKEN_KEY',
): VerificationKey | Promise<VerificationKey> {
  const { alg, kid } = jws.unverifiedHeader
  const known = keys.find(alg, kid)
  const key = verifyingKey(jws, known)
  if (key !== undefined) return key
  // The key with the token's kid is known, and the signature isn't its own. A fetch would only help a flood.
  if (kid !== undefined && known.some((candidate) => candidate.kid === kid)) throw new AuthError('ERR_TOKEN_SIGNATURE')
  return verifyWithNewerKey(jws, keys, { tried: known, notSearched })
}

async function verifyWithNewerKey(
  jws: UnverifiedJws,
  keys: KeySource,
  { tried, notSearched }: { readonly tried: readonly VerificationKey[]; readonly notSearched: ErrorCode },
): Promise<VerificationKey> {
  const { alg, kid } = jws.unverifiedHeader
  const found = await keys.request(alg, kid)
  if (found === undefined) throw new AuthError(notSearched, { hint: notSearchedHint })
  if (found.length === 0) throw new AuthError('ERR_TOKEN_KEY', { hint: keys.explain(alg, kid) })
  const key = verifyingKey(
    jws,
    found.filter((candidate) => !tried.includes(candidate)),
  )
  if (key === undefined) throw new AuthError('ERR_TOKEN_SIGNATURE', { hint: kid === undefined ? noKidHint : undefined })
  return key
}

const noKidHint =
  'The token names no key ("kid"), and none of the keys of the issuer that fit its algorithm made this signature.'

const notSearchedHint =
  'Too many tokens with unknown keys are waiting for the key set. A new key is found within three seconds.'

function verifyingKey(jws: UnverifiedJws, candidates: readonly VerificationKey[]): VerificationKey | undefined {
  if (candidates.length === 0) return undefined
  const data = Buffer.from(jws.signingInput, 'latin1')
  const { alg } = jws.unverifiedHeader
  return candidates.find((key) => key.checks.get(alg)?.(data, jws.signature) === true)
}
