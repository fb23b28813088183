import {
  AuthError,
  audienceOf,
  type Claims,
  checkTimes,
  claim,
  otherKindOf,
  stringClaim,
  timeClaim,
  wordsClaim,
} from '@tandem-auth/tokens'
import type { Credential } from '../auth.js'
import type { IssuerConfig } from '../issuers/issuers.js'
import { checkAudience, checkClient } from '../token/access-checks.js'
import { type AuthParts, sealAuth } from '../token/access-token-auth.js'
import { kindHint, refusalHint } from '../token/hints.js'

/**
 * Judges what a provider says of a token: `active` alone proves nothing, since an ID token or a refresh token of the
 * same provider is active, too, and so is an access token for another API.
 * @throws AuthError
 * @see RFC 7662, 2.2 and 4
 */
export function judgeAnswer(token: string, answer: Claims, issuer: IssuerConfig, now: number): Credential {
  if (answer.active !== true) throw new AuthError('ERR_TOKEN_INACTIVE')
  checkKind(answer, issuer)
  const name = issuerOf(answer, issuer)
  checkAnswerTimes(answer, issuer, now)
  const audience = audienceOf(answer)
  checkAudience(audience, issuer)
  if (claim(answer, 'cnf') !== undefined) throw new AuthError('ERR_TOKEN_BOUND')
  const { profile } = issuer
  const readers = { ...profile, ...rfc7662, ...profile.introspection }
  const clientId = readers.clientId(answer) ?? profile.clientId(answer)
  checkClient(clientId, issuer)
  const parts: AuthParts = {
    format: 'opaque',
    payload: answer,
    issuer: name,
    subject: stringClaim(answer, 'sub'),
    clientId,
    // Only where the configuration says that there is none: `checkAudience` has refused the rest.
    audience: audience ?? [],
    scopes: readers.scopes(answer),
    expiresAt: timeClaim(answer, 'exp'),
    isMachine: readers.isMachine?.(answer),
  }
  const permissions = readers.permissions?.(answer, issuer.identifiers) ?? []
  return { auth: sealAuth(parts, token), permissions, judgedBy: issuer }
}

// What the RFC itself calls client and scope, whatever the provider's JWTs call them.
const rfc7662 = {
  clientId: (answer: Claims) => stringClaim(answer, 'client_id'),
  scopes: (answer: Claims) => wordsClaim(answer, 'scope'),
}

// Names under which providers say what a token is: RFC 7662's own, Ory's and Cognito's, Keycloak's, Curity's. Lower case.
const accessTokenMarks: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['token_type', new Set(['bearer', 'access_token'])],
  ['token_use', new Set(['access', 'access_token'])],
  ['typ', new Set(['bearer', 'jwt', 'at+jwt', 'application/at+jwt'])],
  ['purpose', new Set(['access_token'])],
])

function checkKind(answer: Claims, issuer: IssuerConfig): void {
  if (isBound(answer)) throw new AuthError('ERR_TOKEN_BOUND')
  const other = otherKindOf(noHeader, answer)
  const mark = [...accessTokenMarks].find(([name, values]) => {
    const value = claim(answer, name)
    return value !== undefined && !(typeof value === 'string' && values.has(value.toLowerCase()))
  })
  if (other !== undefined || mark !== undefined) {
    throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(other, noHeader, answer, issuer) })
  }
  const refusal = issuer.profile.introspection?.refuse?.(answer)
  if (refusal !== undefined) throw new AuthError(refusal.code, { hint: refusalHint(refusal, answer, issuer) })
}

// A token of the type DPoP wants a proof with it (RFC 9449, 5).
function isBound(answer: Claims): boolean {
  return ['token_type', 'typ'].some((name) => stringClaim(answer, name)?.toLowerCase() === 'dpop')
}

const noHeader = Object.freeze({ alg: 'none' })

// Optional in the answer; but where it is said, another issuer's token isn't this one's.
function issuerOf(answer: Claims, { issuer, template }: IssuerConfig): string {
  const name = claim(answer, 'iss')
  if (name === undefined || name === issuer) return issuer
  if (typeof name === 'string' && template?.matches(name)) return name
  throw new AuthError('ERR_TOKEN_ISSUER')
}

function checkAnswerTimes(answer: Claims, { clockTolerance: tolerance }: IssuerConfig, now: number): void {
  // RFC 7662 leaves "exp" to the provider: what has none is asked about again soon.
  const times = timeClaim(answer, 'exp') === undefined ? { ...answer, exp: Number.MAX_SAFE_INTEGER } : answer
  checkTimes(times, { now, tolerance })
}
