import { AuthError, claim, type OptionChecks, optionChecks, quote } from '@tandem-auth/tokens'
import { type Guard, routeGuard } from './route-guard.js'
import type { AccessTokenAuth } from './token/access-token-auth.js'
import { scopeHint } from './token/hints.js'

const checks: OptionChecks = optionChecks('apiGuard')

/**
 * The access token must have all of these scopes.
 * @throws TypeError when called with nothing, or with something that isn't a scope
 * @see RFC 6750, 3.1: `insufficient_scope`
 */
export function requireScopes(...all: readonly string[]): Guard {
  const scopes = checks.scopes(all, 'scopes')
  return routeGuard({ scopes }, ({ auth }) => missingScope(auth, scopes))
}

/**
 * The access token must have one of these scopes.
 * @throws TypeError when called with nothing, or with something that isn't a scope
 */
export function requireAnyScope(...any: readonly string[]): Guard {
  const scopes = checks.scopes(any, 'scopes')
  return routeGuard({ scopes }, ({ auth }) =>
    scopes.some((scope) => auth.scopes.includes(scope)) ? undefined : lackingScope(auth, scopes),
  )
}

/**
 * The access token must have this claim, with one of the values if any are given; an array claim must contain one.
 * Without values, the claim must be there and be neither `false` nor `null`. Looks at own claims by their exact name:
 * a dot in a name is a dot.
 * @throws TypeError for a blank name, or a value that isn't a string, a number or a boolean
 */
export function requireClaim(name: string, ...values: readonly (string | number | boolean)[]): Guard {
  checks.strings(name, 'name')
  if (!values.every((value) => ['string', 'number', 'boolean'].includes(typeof value))) {
    throw new TypeError(`apiGuard: requireClaim takes strings, numbers and booleans as values`)
  }
  return routeGuard({}, ({ auth }) => (hasClaim(auth, name, values) ? undefined : lackingClaim(name)))
}

/**
 * The caller must have all of these permissions, as the provider's token profile reads them.
 * @throws TypeError when called with nothing
 */
export function requirePermissions(...all: readonly string[]): Guard {
  const wanted = checks.strings(all, 'permissions')
  return routeGuard({}, ({ permissions }) => {
    const missing = wanted.find((permission) => !permissions.includes(permission))
    return missing === undefined ? undefined : lackingPermission(missing)
  })
}

/** Returns the refusal of a token that lacks one of these scopes. */
export function missingScope(auth: AccessTokenAuth, scopes: readonly string[]): AuthError | undefined {
  return scopes.every((scope) => auth.scopes.includes(scope)) ? undefined : lackingScope(auth, scopes)
}

function hasClaim({ payload }: AccessTokenAuth, name: string, values: readonly unknown[]): boolean {
  const value = claim(payload, name)
  if (values.length === 0) return value !== undefined && value !== false && value !== null
  return Array.isArray(value) ? value.some((item) => values.includes(item)) : values.includes(value)
}

function lackingScope(auth: AccessTokenAuth, scopes: readonly string[]): AuthError {
  return new AuthError('ERR_INSUFFICIENT_SCOPE', { hint: scopeHint(auth.scopes, scopes) })
}

function lackingClaim(name: string): AuthError {
  return new AuthError('ERR_INSUFFICIENT_CLAIM', { hint: `This request needs a certain claim ${quote(name)}.` })
}

function lackingPermission(permission: string): AuthError {
  return new AuthError('ERR_INSUFFICIENT_PERMISSION', {
    hint: `This request needs the permission ${quote(permission)}.`,
  })
}
