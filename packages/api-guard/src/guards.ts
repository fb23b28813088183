import {
  AuthError,
  type OptionChecks,
  optionChecks,
  quote,
  type RequiredValue,
  requiredClaim,
} from '@tandem-auth/tokens'
import { type Guard, routeGuard } from './route-guard.js'
import type { AccessTokenAuth } from './token/access-token-auth.js'
import { scopeHint } from './token/hints.js'

/**
 * The access token must have all of these scopes.
 * @throws TypeError when called without a scope, or with something that isn't a scope
 * @see RFC 6750, 3.1: `insufficient_scope`
 */
export function requireScopes(...all: readonly string[]): Guard {
  const scopes = parseScopes('requireScopes', all)
  return routeGuard({ scopes }, ({ auth }) => missingScope(auth, scopes))
}

/**
 * The access token must have one of these scopes.
 * @throws TypeError when called without a scope, or with something that isn't a scope
 */
export function requireAnyScope(...any: readonly string[]): Guard {
  const scopes = parseScopes('requireAnyScope', any)
  return routeGuard({ scopes }, ({ auth }) =>
    scopes.some((scope) => auth.scopes.includes(scope)) ? undefined : lackingScope(auth, scopes),
  )
}

/**
 * The access token must have this claim with one of the values; an array must contain one of them. `present` instead of
 * a value allows every value but `false` and `null`. The name is exact: a dot in it is a dot.
 * @throws TypeError for a blank name, for no value, and for a value that isn't a string, a number or a boolean
 */
export function requireClaim(name: string, ...values: readonly RequiredValue[]): Guard {
  const hasClaim = requiredClaim('requireClaim', name, values)
  return routeGuard({}, ({ auth }) => (hasClaim(auth.payload) ? undefined : lackingClaim(name)))
}

/**
 * The caller must have all of these permissions, as the provider's token profile reads them.
 * @throws TypeError when called without a permission
 */
export function requirePermissions(...all: readonly string[]): Guard {
  const wanted = parseArguments('requirePermissions', 'permissions', all)
  return routeGuard({}, ({ permissions }) => {
    const missing = wanted.find((permission) => !permissions.includes(permission))
    return missing === undefined ? undefined : lackingPermission(missing)
  })
}

/** Returns the refusal of a token that lacks one of these scopes. */
export function missingScope(
  auth: AccessTokenAuth,
  scopes: readonly string[],
  effective?: (granted: readonly string[]) => readonly string[],
): AuthError | undefined {
  if (scopes.length === 0) return undefined
  const granted = effective === undefined ? auth.scopes : effective(auth.scopes)
  return scopes.every((scope) => granted.includes(scope)) ? undefined : lackingScope(auth, scopes)
}

function parseScopes(caller: string, values: readonly unknown[]): readonly string[] {
  const scopes = parseArguments(caller, 'scopes', values)
  const several = scopes.find((scope) => /^\S+(?: +\S+)+$/.test(scope))
  if (several !== undefined) throw new TypeError(`${caller}: write ${exampleOf(caller, several.split(/ +/))}`)
  return optionChecks(caller).scopes(scopes, 'scopes')
}

function parseArguments(caller: string, what: string, values: readonly unknown[]): readonly string[] {
  const [first] = values
  if (Array.isArray(first)) {
    throw new TypeError(`${caller}: ${what} are separate arguments; write ${exampleOf(caller, first)}`)
  }
  // Express calls what it is given with a request: app.get('/', requireScopes, handler).
  if (typeof first === 'object' && first !== null) {
    throw new TypeError(`${caller}: it was called with a request; write ${caller}(...) with its ${what} in the route`)
  }
  const checks: OptionChecks = optionChecks(caller)
  return checks.strings(values, what)
}

function exampleOf(caller: string, values: readonly unknown[]): string {
  return `${caller}(${values.map((value) => quote(value)).join(', ')})`
}

export function lackingScope(auth: AccessTokenAuth, scopes: readonly string[]): AuthError {
  return new AuthError('ERR_INSUFFICIENT_SCOPE', { hint: scopeHint(auth, scopes) })
}

function lackingClaim(name: string): AuthError {
  return new AuthError('ERR_INSUFFICIENT_CLAIM', {
    hint: `This request needs the claim ${quote(name)} with a certain value.`,
  })
}

function lackingPermission(permission: string): AuthError {
  return new AuthError('ERR_INSUFFICIENT_PERMISSION', {
    hint: `This request needs the permission ${quote(permission)}.`,
  })
}
