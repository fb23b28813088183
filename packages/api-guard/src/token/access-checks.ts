import { AuthError, audienceOf, type Claims, claim } from '@tandem-auth/tokens'
import { audienceHint, clientHint } from './hints.js'
import type { IssuerRules } from './issuer-rules.js'

/**
 * The audience must be one of the API's, if it has any.
 * @throws AuthError `ERR_TOKEN_AUDIENCE` (401)
 */
export function checkAudience(claims: Claims, rules: IssuerRules, format: 'jwt' | 'opaque'): void {
  // Otherwise `checkNoAudience` decides.
  if (rules.identifiers.length === 0) return
  const audience = audienceOf(claims)
  if (audience?.some((name) => rules.audience.has(name))) return
  if (rules.withoutAudience[format] && hasNoAudience(claims)) return
  throw new AuthError('ERR_TOKEN_AUDIENCE', { hint: audienceHint(audience, rules) })
}

/**
 * With `audience: false` a token must name no audience. Checked after the profile's proof and the client, whose refusals
 * explain a wrong token better.
 * @throws AuthError `ERR_TOKEN_AUDIENCE` (401)
 */
export function checkNoAudience(
  claims: Claims,
  rules: IssuerRules,
  format: 'jwt' | 'opaque',
  clientId: string | undefined,
): void {
  if (rules.identifiers.length > 0) return
  if (rules.withoutAudience[format] && (hasNoAudience(claims) || isOwnClient(claims, rules, clientId))) return
  throw new AuthError('ERR_TOKEN_AUDIENCE', { hint: audienceHint(audienceOf(claims), rules) })
}

/** Whether a token names no audience. A malformed one is not the same as none. */
export function hasNoAudience(claims: Claims): boolean {
  const audience = claim(claims, 'aud')
  return audience === undefined || audience === null || (Array.isArray(audience) && audience.length === 0)
}

// Google's tokeninfo, and Cognito after a trigger, name the token's own client, which is no API. Only for profiles that
// prove an access token without an audience, because ID tokens name the client as well.
function isOwnClient(claims: Claims, { profile }: IssuerRules, clientId: string | undefined): boolean {
  const audience = audienceOf(claims)
  return profile.withoutAudience === true && audience?.length === 1 && audience[0] === clientId
}

/** @throws AuthError `ERR_TOKEN_CLIENT` (401) */
export function checkClient(clientId: string | undefined, { clientIds }: IssuerRules): void {
  if (clientIds === undefined || (clientId !== undefined && clientIds.has(clientId))) return
  throw new AuthError('ERR_TOKEN_CLIENT', { hint: clientHint(clientId) })
}
