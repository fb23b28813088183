import { createHash } from 'node:crypto'
import {
  AuthError,
  audienceOf,
  type Claims,
  checkTimes,
  claim,
  detectProfile,
  type ErrorCode,
  isAuthError,
  isEncrypted,
  type KeySource,
  kindUnlessIdToken,
  parseJws,
  quote,
  stringClaim,
  type TokenDecryption,
  timeClaim,
  type UnverifiedJws,
  verifySignature,
} from '@tandem-auth/tokens'

/** What an ID token is validated against. */
export interface IdTokenPolicy {
  readonly issuer: string
  readonly clientId: string
  /** The only accepted algorithm. */
  readonly algorithm: string
  readonly keys: KeySource
  /** Opens encrypted tokens, where there are keys for that. */
  readonly decrypt: TokenDecryption | undefined
  /** Seconds. */
  readonly tolerance: number
}

/** What the ID token of a login must match. */
export interface IdTokenContext {
  /** Epoch seconds. */
  readonly now: number
  readonly accessToken: string
  readonly nonce: string
}

declare const verified: unique symbol
/** Claims of an ID token that passed every check; only this file creates them. */
export type IdTokenClaims = Claims & { readonly iss: string; readonly sub: string; readonly [verified]: true }

// A code is redeemed at once, and its ID token is issued at that moment.
const maxTokenAge = 600
const maxSubject = 255
// A user in hundreds of groups has an ID token far beyond the size of an access token. Token responses end at 256 KiB.
export const maxIdToken = 128 * 1024

/**
 * Validates the ID token of a login: always the signature, one algorithm, no token of another kind, and each claim.
 * @throws AuthError `ERR_ID_TOKEN_*` (400), `ERR_KEYS_UNAVAILABLE` (503)
 * @see OpenID Connect Core 1.0, 3.1.3.7
 */
export async function validateIdToken(
  token: string,
  policy: IdTokenPolicy,
  context: IdTokenContext,
): Promise<IdTokenClaims> {
  try {
    const claims = await verify(token, policy)
    checkFreshness(claims, policy, context.now)
    checkNonce(claims, context.nonce)
    checkAccessTokenHash(claims, policy.algorithm, context.accessToken)
    return claims
  } catch (error) {
    throw asIdTokenError(error)
  }
}

/**
 * Validates the ID token of a refresh. It only has to be from the same issuer, for the same client, and about the same
 * user, which the caller compares. Its times decide nothing: a clock that is off here must not cost a session its tokens.
 * @throws AuthError `ERR_ID_TOKEN_*` (400), `ERR_KEYS_UNAVAILABLE` (503)
 * @see OpenID Connect Core 1.0, 12.2
 */
export async function validateRefreshedIdToken(
  token: string,
  policy: IdTokenPolicy,
  accessToken: string,
): Promise<IdTokenClaims> {
  try {
    const claims = await verify(token, policy)
    checkAccessTokenHash(claims, policy.algorithm, accessToken)
    return claims
  } catch (error) {
    throw asIdTokenError(error)
  }
}

/**
 * Validates an ID token without the login that it came with: everything but the nonce and `at_hash`.
 * @throws AuthError `ERR_ID_TOKEN_*` (400), `ERR_KEYS_UNAVAILABLE` (503)
 */
export async function validateIdTokenAlone(token: string, policy: IdTokenPolicy, now: number): Promise<Claims> {
  try {
    const claims = await verify(token, policy)
    checkFreshness(claims, policy, now)
    return claims
  } catch (error) {
    throw asIdTokenError(error)
  }
}

async function verify(token: string, policy: IdTokenPolicy): Promise<IdTokenClaims> {
  const jws = parseJws(await openToken(token, policy), maxIdToken)
  screen(jws, policy)
  await verifySignature(jws, policy.keys, 'ERR_KEYS_UNAVAILABLE')
  checkParties(jws.unverifiedPayload, policy)
  return jws.unverifiedPayload as IdTokenClaims
}

function screen({ unverifiedHeader, unverifiedPayload }: UnverifiedJws, policy: IdTokenPolicy): void {
  const { alg } = unverifiedHeader
  // Pinned by the configuration: neither the token nor the metadata may choose another algorithm.
  if (alg !== policy.algorithm) {
    throw new AuthError('ERR_ID_TOKEN_ALGORITHM', { hint: algorithmHint(alg, policy) })
  }
  const kind = kindUnlessIdToken(unverifiedHeader, unverifiedPayload)
  if (kind !== undefined)
    throw new AuthError('ERR_ID_TOKEN_KIND', {
      hint: `The token in the place of the ID token is of another kind: ${kind}.`,
    })
  checkIssuer(unverifiedPayload, policy.issuer)
}

function algorithmHint(alg: string, { algorithm, issuer }: IdTokenPolicy): string {
  const fact = `The ID token is signed with ${quote(alg)}, "idTokenAlgorithm" is ${quote(algorithm)}.`
  const advice = detectProfile(issuer).advice?.idTokenAlgorithm
  return advice === undefined ? fact : `${fact} ${advice}`
}

function checkIssuer(claims: Claims, issuer: string): void {
  const iss = claim(claims, 'iss')
  if (iss === issuer) return
  throw new AuthError('ERR_ID_TOKEN_ISSUER', {
    hint: `The ID token comes from ${quote(iss)}, the configured issuer is ${quote(issuer)}.`,
  })
}

function checkParties(claims: Claims, { clientId }: IdTokenPolicy): void {
  const audience = audienceOf(claims)
  if (audience === undefined || !audience.includes(clientId)) {
    throw new AuthError('ERR_ID_TOKEN_AUDIENCE', { hint: `Its audience is ${quote(claim(claims, 'aud'))}.` })
  }
  const azp = claim(claims, 'azp')
  // A second audience is trusted only if `azp` names us as the party that the token was issued to (3.1.3.7, 3 to 5).
  if (azp !== clientId && (azp !== undefined || audience.length > 1)) {
    throw new AuthError('ERR_ID_TOKEN_AUDIENCE', { hint: `Its authorized party is ${quote(azp)}.` })
  }
  const sub = stringClaim(claims, 'sub')
  if (sub === undefined || sub.length > maxSubject) {
    throw new AuthError('ERR_ID_TOKEN_CLAIMS', { hint: 'The ID token has no usable "sub".' })
  }
}

function checkFreshness(claims: Claims, { tolerance }: IdTokenPolicy, now: number): void {
  checkTimes(claims, { now, tolerance })
  const iat = timeClaim(claims, 'iat')
  if (iat === undefined) throw new AuthError('ERR_ID_TOKEN_CLAIMS', { hint: 'The ID token has no "iat".' })
  if (iat < now - maxTokenAge - tolerance) {
    throw new AuthError('ERR_ID_TOKEN_TIME', { hint: `The ID token was issued ${now - iat} seconds ago.` })
  }
}

function checkNonce(claims: Claims, nonce: string): void {
  if (claim(claims, 'nonce') !== nonce) throw new AuthError('ERR_ID_TOKEN_NONCE')
}

// Optional in the code flow; when present it must match (OpenID Connect Core 1.0, 3.1.3.6).
function checkAccessTokenHash(claims: Claims, algorithm: string, accessToken: string): void {
  const hash = claim(claims, 'at_hash')
  // Some providers write null where they have none.
  if (hash === undefined || hash === null) return
  const digest = createHash(hashOf(algorithm)).update(accessToken, 'latin1').digest()
  const expected = digest.subarray(0, digest.length / 2).toString('base64url')
  if (hash !== expected) throw new AuthError('ERR_ID_TOKEN_HASH')
}

function hashOf(algorithm: string): string {
  return algorithm.startsWith('Ed') ? 'sha512' : `sha${algorithm.slice(2)}`
}

/** The signed token in an encrypted one (OpenID Connect Core 1.0, 10.2); any other token is returned as it is. */
export async function openToken(token: string, { decrypt }: Pick<IdTokenPolicy, 'decrypt'>): Promise<string> {
  return decrypt !== undefined && isEncrypted(token) ? decrypt(token) : token
}

const codes: Partial<Record<ErrorCode, ErrorCode>> = {
  ERR_TOKEN_ALGORITHM: 'ERR_ID_TOKEN_ALGORITHM',
  ERR_TOKEN_KEY: 'ERR_ID_TOKEN_SIGNATURE',
  ERR_TOKEN_SIGNATURE: 'ERR_ID_TOKEN_SIGNATURE',
  ERR_TOKEN_CLAIMS: 'ERR_ID_TOKEN_CLAIMS',
  ERR_TOKEN_EXPIRED: 'ERR_ID_TOKEN_TIME',
  ERR_TOKEN_NOT_YET: 'ERR_ID_TOKEN_TIME',
}

// The core's errors about tokens are 401. A bad ID token is a failed login: 400.
function asIdTokenError(error: unknown): unknown {
  if (!isAuthError(error) || error.status !== 401) return error
  return new AuthError(codes[error.code] ?? 'ERR_ID_TOKEN_MALFORMED', { hint: error.hint })
}
