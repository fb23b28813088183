import { AuthError, claim, type OptionChecks, optionChecks, quote } from '@tandem-auth/tokens'
import { type Guard, routeGuard } from './route-guard.js'
import type { AccessTokenAuth } from './token/access-token-auth.js'

/** One element of the claim `authorization_details`; the type decides what else is in it. */
export interface AuthorizationDetail {
  readonly type: string
  readonly [name: string]: unknown
}

const checks: OptionChecks = optionChecks('requireAuthorizationDetails')

/**
 * The access token must have an authorization detail of this type for which `check` returns `true`. Anything else that
 * `check` returns is a no, a promise too; what it throws goes to `next`.
 * @throws TypeError for a blank type, or something that isn't a function
 * @see RFC 9396, 9.1
 */
export function requireAuthorizationDetails(type: string, check: (detail: AuthorizationDetail) => boolean): Guard {
  checks.string(type, 'type')
  checks.function()(check, 'check')
  return routeGuard({}, ({ auth }) => {
    const isGranted = detailsOf(auth).some((detail) => detail.type === type && check(detail) === true)
    return isGranted ? undefined : new AuthError('ERR_INSUFFICIENT_AUTHORIZATION_DETAILS', { hint: hintFor(type) })
  })
}

function detailsOf({ payload }: AccessTokenAuth): readonly AuthorizationDetail[] {
  const details = claim(payload, 'authorization_details')
  return Array.isArray(details) ? details.filter(isDetail) : []
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'type')
}

function hintFor(type: string): string {
  return `This request needs "authorization_details" of the type ${quote(type)} that allow it.`
}
