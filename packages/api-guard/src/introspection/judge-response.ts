import {
  AuthError,
  audienceOf,
  type Claims,
  checkTimes,
  claim,
  kindUnlessAccessToken,
  scopeClaim,
  stringClaim,
  timeClaim,
} from '@tandem-auth/tokens'
import type { VerifiedToken } from '../auth.js'
import type { IssuerConfig } from '../issuers/issuers.js'
import { checkAudience, checkClient } from '../token/access-checks.js'
import { type AuthFields, sealAuth } from '../token/access-token-auth.js'
import { kindHint, refusalHint } from '../token/hints.js'

/**
 * Judges what a provider says of a token: `active` alone proves nothing, since an ID token or a refresh token of the
 * same provider is active, too, and so is an access token for another API.
 * @throws AuthError
 * @see RFC 7662, 2.2 and 4
 */
export function validateIntrospection(
  token: string,
  response: Claims,
  issuer: IssuerConfig,
  now: number,
): VerifiedToken {
  if (response.active !== true) throw new AuthError('ERR_TOKEN_INACTIVE')
  checkKind(response, issuer)
  const name = issuerOf(response, issuer)
  checkAnswerTimes(response, issuer, now)
  const audience = audienceOf(response)
  checkAudience(audience, issuer)
  if (claim(response, 'cnf') !== undefined) throw new AuthError('ERR_TOKEN_BOUND')
  const { profile } = issuer
  const readers = { ...profile, ...rfc7662, ...profile.introspection }
  const clientId = readers.clientId(response) ?? profile.clientId(response)
  checkClient(clientId, issuer)
  const parts: AuthFields = {
    format: 'opaque',
    payload: response,
    issuer: name,
    subject: stringClaim(response, 'sub'),
    clientId,
    // Only where the configuration says that there is none: `checkAudience` has refused the rest.
    audience: audience ?? [],
    scopes: readers.scopes(response),
    expiresAt: timeClaim(response, 'exp'),
    isMachine: readers.isMachine?.(response),
  }
  const permissions = readers.permissions?.(response, issuer.identifiers) ?? []
  return { auth: sealAuth(parts, token), permissions, judgedBy: issuer }
}

// What the RFC itself calls client and scope, whatever the provider's JWTs call them.
const rfc7662 = {
  clientId: (response: Claims) => stringClaim(response, 'client_id'),
  scopes: (response: Claims) => scopeClaim(response, 'scope'),
}

// Names under which providers say what a token is: RFC 7662's own, Ory's and Cognito's, Keycloak's, Curity's. Lower case.
const accessTokenMarks: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['token_type', new Set(['bearer', 'access_token'])],
  ['token_use', new Set(['access', 'access_token'])],
  ['typ', new Set(['bearer', 'jwt', 'at+jwt', 'application/at+jwt'])],
  ['purpose', new Set(['access_token'])],
])

function checkKind(response: Claims, issuer: IssuerConfig): void {
  if (isBound(response)) throw new AuthError('ERR_TOKEN_BOUND')
  const other = kindUnlessAccessToken(noHeader, response)
  const mark = [...accessTokenMarks].find(([name, values]) => {
    const value = claim(response, name)
    return value !== undefined && !(typeof value === 'string' && values.has(value.toLowerCase()))
  })
  if (other !== undefined || mark !== undefined) {
    throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(other, noHeader, response, issuer) })
  }
  const refusal = issuer.profile.introspection?.refuse?.(response)
  if (refusal !== undefined) throw new AuthError(refusal.code, { hint: refusalHint(refusal, response, issuer) })
}

// A token of the type DPoP wants a proof with it (RFC 9449, 5).
function isBound(response: Claims): boolean {
  return ['token_type', 'typ'].some((name) => stringClaim(response, name)?.toLowerCase() === 'dpop')
}

const noHeader = Object.freeze({ alg: 'none' })

// Optional in the answer; but where it is said, another issuer's token isn't this one's.
function issuerOf(response: Claims, { issuer, template }: IssuerConfig): string {
  const name = claim(response, 'iss')
  if (name === undefined || name === issuer) return issuer
  if (typeof name === 'string' && template?.matches(name)) return name
  throw new AuthError('ERR_TOKEN_ISSUER')
}

function checkAnswerTimes(response: Claims, { clockTolerance: tolerance }: IssuerConfig, now: number): void {
  // RFC 7662 leaves "exp" to the provider: what has none is asked about again soon.
  const times = timeClaim(response, 'exp') === undefined ? { ...response, exp: Number.MAX_SAFE_INTEGER } : response
  checkTimes(times, { now, tolerance })
}
