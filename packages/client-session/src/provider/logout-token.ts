import {
  AuthError,
  audienceOf,
  type Claims,
  claim,
  headerType,
  isAuthError,
  parseJws,
  stringClaim,
  timeClaim,
  type UnverifiedJws,
  verifySignature,
} from '@tandem-auth/tokens'
import type { IdTokenPolicy } from './id-token.js'

/** What a provider logged out: one session by `sid`, or all sessions of a subject. */
export interface LogoutRequest {
  readonly issuer: string
  readonly sub: string | undefined
  readonly sid: string | undefined
  readonly jti: string
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
const maxTokenAge = 600
const maxLength = 255

/** Seconds to remember a `jti`: afterwards the token is too old, even with the largest `clockTolerance`. */
export const logoutTokenLifetime = 2 * maxTokenAge

/** The issuer that a logout token claims; it only selects one of the configured issuers. */
export function unverifiedIssuerOf(token: string): string | undefined {
  return stringClaim(parseToken(token).unverifiedPayload, 'iss')
}

/**
 * Validates a logout token.
 * @throws AuthError `ERR_LOGOUT_TOKEN` (400), `ERR_KEYS_UNAVAILABLE` (503)
 * @see OpenID Connect Back-Channel Logout 1.0, 2.6
 */
export async function validateLogoutToken(token: string, policy: IdTokenPolicy, now: number): Promise<LogoutRequest> {
  const jws = parseToken(token)
  const { unverifiedHeader, unverifiedPayload } = jws
  if (unverifiedHeader.alg !== policy.algorithm) throw refused('its algorithm is not "idTokenAlgorithm"')
  // The type was recommended after providers had deployed without it: `JWT` (Auth0, Hydra) and no type are in use.
  if (!['', 'jwt', 'logout+jwt'].includes(headerType(unverifiedHeader))) throw refused('its type is not logout+jwt')
  if (claim(unverifiedPayload, 'iss') !== policy.issuer) throw refused('it comes from another issuer')
  await checkSignature(jws, policy)
  const claims = unverifiedPayload
  if (audienceOf(claims)?.includes(policy.clientId) !== true) throw refused('it is meant for another client')
  checkEvent(claims)
  checkFreshness(claims, policy.tolerance, now)
  // An ID token must not pass as a logout token: only ID tokens have a nonce.
  if (claim(claims, 'nonce') !== undefined) throw refused('it has a "nonce", like an ID token')
  const jti = identifier(claims, 'jti')
  const [sub, sid] = [identifier(claims, 'sub'), identifier(claims, 'sid')]
  if (jti === undefined) throw refused('it has no "jti"')
  if (sub === undefined && sid === undefined) throw refused('it names neither "sub" nor "sid"')
  return { issuer: policy.issuer, sub, sid, jti }
}

function parseToken(token: string): UnverifiedJws {
  try {
    return parseJws(token)
  } catch {
    throw refused('it is not a well-formed JWT with an asymmetric signature')
  }
}

async function checkSignature(jws: UnverifiedJws, policy: IdTokenPolicy): Promise<void> {
  try {
    await verifySignature(jws, policy.keys, 'ERR_KEYS_UNAVAILABLE')
  } catch (error) {
    throw isAuthError(error) && error.status === 401 ? refused('its signature is wrong') : error
  }
}

function checkEvent(claims: Claims): void {
  const events = claim(claims, 'events')
  const event = isObject(events) ? claim(events, logoutEvent) : undefined
  if (!isObject(event)) throw refused('its "events" claim does not name a back-channel logout')
}

function checkFreshness(claims: Claims, tolerance: number, now: number): void {
  const [iat, exp] = [time(claims, 'iat'), time(claims, 'exp')]
  if (iat === undefined) throw refused('it has no "iat"')
  if (iat > now + tolerance || iat < now - maxTokenAge - tolerance)
    throw refused('its "iat" is too old or in the future')
  // Hydra's logout tokens have no `exp`; when there is one it is checked.
  if (exp !== undefined && now >= exp + tolerance) throw refused('it has expired')
}

function time(claims: Claims, name: string): number | undefined {
  try {
    return timeClaim(claims, name)
  } catch {
    throw refused(`its "${name}" is malformed`)
  }
}

function identifier(claims: Claims, name: string): string | undefined {
  const value = claim(claims, name)
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '' || value.length > maxLength) throw refused(`its "${name}" is malformed`)
  return value
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(reason: string): AuthError {
  return new AuthError('ERR_LOGOUT_TOKEN', { hint: `The logout token is refused: ${reason}.` })
}
