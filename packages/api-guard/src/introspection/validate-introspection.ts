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
import { checkAudience, checkClient, checkNoAudience, hasNoAudience } from '../token/access-checks.js'
import { type AuthFields, sealAuth } from '../token/access-token-auth.js'
import { actorOf } from '../token/actor.js'
import { confirmationOf } from '../token/confirmation.js'
import { kindHint, refusalHint } from '../token/hints.js'
import type { IssuerRules } from '../token/issuer-rules.js'
import type { VerifiedToken } from '../token/verified-token.js'

/**
 * Validates an introspection response. `active` alone proves nothing: an ID token, a refresh token and an access token
 * for another API are active as well.
 * @throws AuthError
 * @see RFC 7662, 2.2 and 4
 */
export function validateIntrospection(token: string, response: Claims, rules: IssuerRules, now: number): VerifiedToken {
  if (response.active !== true) throw new AuthError('ERR_TOKEN_INACTIVE')
  checkKind(response, rules)
  const issuer = issuerOf(response, rules)
  checkResponseTimes(response, rules, now)
  const audience = audienceOf(response)
  checkAudience(response, rules, 'opaque')
  const { profile } = rules
  const readers = { ...profile, ...rfc7662, ...profile.introspection }
  const clientId = readers.clientId(response) ?? profile.clientId(response)
  checkClient(clientId, rules)
  checkNoAudience(response, rules, 'opaque', clientId)
  const fields: AuthFields = {
    format: 'opaque',
    payload: response,
    issuer,
    subject: stringClaim(response, 'sub'),
    clientId,
    // Empty only where the configuration allows it: `checkAudience` refuses every other token without an audience.
    audience: audience ?? [],
    scopes: readers.scopes(response),
    expiresAt: timeClaim(response, 'exp'),
    isMachine: readers.isMachine?.(response),
    confirmation: confirmationOf(response, rules.confirmationMethods),
    actor: actorOf(response),
  }
  const permissions = readers.permissions?.(response, rules.identifiers) ?? []
  return { auth: sealAuth(fields, token), permissions, issuer: rules }
}

// RFC 7662 names client and scopes like this, even where the provider's JWTs use other claims.
const rfc7662 = {
  clientId: (response: Claims) => stringClaim(response, 'client_id'),
  scopes: (response: Claims) => scopeClaim(response, 'scope'),
}

// Members with which providers name the kind of a token: RFC 7662's, Ory's and Cognito's, Keycloak's, Curity's. Lower case.
const accessTokenMarks: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['token_type', new Set(['bearer', 'dpop', 'access_token'])],
  ['token_use', new Set(['access', 'access_token'])],
  ['typ', new Set(['bearer', 'dpop', 'jwt', 'at+jwt', 'application/at+jwt'])],
  ['purpose', new Set(['access_token'])],
])

function checkKind(response: Claims, rules: IssuerRules): void {
  const other = kindUnlessAccessToken(noHeader, response)
  const mark = [...accessTokenMarks].find(([name, values]) => {
    const value = claim(response, name)
    return value !== undefined && !(typeof value === 'string' && values.has(value.toLowerCase()))
  })
  if (other !== undefined || mark !== undefined) {
    throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(other, noHeader, response, rules) })
  }
  const refusal = rules.profile.introspection?.refuse?.(response)
  if (refusal !== undefined) throw new AuthError(refusal.code, { hint: refusalHint(refusal, response, rules) })
  if (couldBeRefreshToken(response, rules)) throw new AuthError('ERR_TOKEN_KIND', { hint: unmarkedHint })
}

// Several providers say nothing of a refresh token but that it is active and whose it is. An audience, or a profile that
// proves an access token without one, tells it apart.
function couldBeRefreshToken(response: Claims, { profile }: IssuerRules): boolean {
  if (profile.withoutAudience === true || !hasNoAudience(response)) return false
  return [...accessTokenMarks.keys()].every((name) => claim(response, name) === undefined)
}

const unmarkedHint =
  'The introspection response has neither an audience nor a type ("token_type"), so this could be a refresh token. Let the provider add one of them.'

const noHeader = Object.freeze({ alg: 'none' })

// Optional in the response. If it is there, it must be this issuer.
function issuerOf(response: Claims, { issuer, template }: IssuerRules): string {
  const name = claim(response, 'iss')
  if (name === undefined || name === issuer) return issuer
  if (typeof name === 'string' && template?.matches(name)) return name
  throw new AuthError('ERR_TOKEN_ISSUER')
}

function checkResponseTimes(response: Claims, { clockTolerance: tolerance }: IssuerRules, now: number): void {
  // RFC 7662 makes "exp" optional. Without it the response is cached only for seconds.
  const times = timeClaim(response, 'exp') === undefined ? { ...response, exp: Number.MAX_SAFE_INTEGER } : response
  checkTimes(times, { now, tolerance })
}
