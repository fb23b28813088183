import {
  AuthError,
  claim,
  type OptionChecks,
  type OptionParsers,
  optionChecks,
  quote,
  stringClaim,
} from '@tandem-auth/tokens'
import { type Guard, routeGuard } from './route-guard.js'
import type { AccessTokenAuth } from './token/access-token-auth.js'

/** How strong and how recent the login behind an access token must be. */
export interface AuthenticationRequirement {
  /** The authentication context classes that suffice, the preferred one first. */
  readonly acr?: string | readonly string[] | undefined
  /** Seconds since the user actively logged in, at most. */
  readonly maxAge?: number | undefined
}

const checks: OptionChecks = optionChecks('requireAuthentication')

const parsers = {
  acr: checks.optional(checks.strings),
  maxAge: checks.optional(checks.seconds(0, { least: 0 })),
} satisfies OptionParsers<AuthenticationRequirement>

/**
 * The user must have logged in like this, by the claims `acr` and `auth_time` of the access token. The challenge tells the
 * client how: it sends the user to log in again and comes back with a new token.
 * @throws TypeError when called with nothing, or with something that can't be sent in a challenge
 * @see RFC 9470, 3 and 6
 */
export function requireAuthentication(requirement: AuthenticationRequirement): Guard {
  const { acr, maxAge } = checks.parse(requirement, parsers)
  if (acr === undefined && maxAge === undefined) checks.fail('acr', 'or "maxAge" is required')
  if (acr?.some((value) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value))) {
    checks.fail('acr', 'must hold printable ASCII without spaces, quotes and backslashes')
  }
  return routeGuard({ acrValues: acr ?? [], maxAge }, ({ auth, issuer }) => {
    const shortfall = acrShortfall(auth, acr) ?? ageShortfall(auth, maxAge, issuer.clockTolerance)
    return shortfall === undefined ? undefined : new AuthError('ERR_INSUFFICIENT_AUTHENTICATION', { hint: shortfall })
  })
}

function acrShortfall({ payload }: AccessTokenAuth, accepted: readonly string[] | undefined): string | undefined {
  const acr = stringClaim(payload, 'acr')
  if (accepted === undefined || (acr !== undefined && accepted.includes(acr))) return undefined
  const wanted = quote(accepted.join(' '))
  if (acr === undefined) return `This request needs the "acr" ${wanted}, and the token has none. ${claimsAdvice}`
  return `This request needs the "acr" ${wanted}; that of the token is ${quote(acr)}.`
}

function ageShortfall(
  { payload }: AccessTokenAuth,
  maxAge: number | undefined,
  clockTolerance: number,
): string | undefined {
  if (maxAge === undefined) return undefined
  const authTime = claim(payload, 'auth_time')
  if (typeof authTime !== 'number' || !Number.isFinite(authTime)) {
    return `This request needs a recent login, and the token has no "auth_time". ${claimsAdvice}`
  }
  const age = Date.now() / 1000 - authTime
  if (age <= maxAge + clockTolerance) return undefined
  return `This request needs a login of the last ${maxAge} seconds; the user logged in ${Math.floor(age)} seconds ago.`
}

const claimsAdvice = 'Have the provider put it into access tokens (RFC 9068, 2.2.1).'
