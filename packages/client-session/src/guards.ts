import { AuthError, claim, publish } from '@tandem-auth/tokens'
import { contextOf } from './context.js'
import { epochSeconds } from './http/epoch-seconds.js'
import { isNavigation, type Middleware, targetOf } from './http/web-request.js'
import { askForLogin } from './login/ask-for-login.js'
import { reportLoginFailure } from './login/login-failure.js'
import { redirect } from './login/request-context.js'
import { isSilentLoginPaused, pauseSilentLogin } from './login/silent-login.js'
import { startLogin } from './login/start-login.js'
import { assertStrength, isStrongEnough } from './provider/login-strength.js'

/** Lets a logged-in user pass; a navigation of anybody else goes to the provider, any other request gets 401. */
export function requireLogin(): Middleware {
  return guard(({ services, request: context }) => {
    if (context.record === undefined) return askForLogin(services, context)
    context.head.markPersonal()
    return undefined
  })
}

/**
 * Lets a user with this claim pass: an own property that is, or as an array contains, one of the values; without values
 * one that is there and is neither `false` nor `null`. A user who lacks it gets 403 `ERR_USER_CLAIM`, never a redirect.
 */
export function requireUserClaim(name: string, ...values: readonly (string | number | boolean)[]): Middleware {
  if (typeof name !== 'string' || name === '') throw new TypeError('requireUserClaim: name a claim')
  if (values.some((value) => !['string', 'number', 'boolean'].includes(typeof value))) {
    throw new TypeError('requireUserClaim: values are strings, numbers or booleans')
  }
  return guard(({ services, request: context }) => {
    if (context.record === undefined) return askForLogin(services, context)
    context.head.markPersonal()
    if (hasClaim(context.record.user, name, values)) return undefined
    const { iss } = context.record
    publish('session.refused', () => ({ issuer: iss, code: 'ERR_USER_CLAIM' }))
    throw new AuthError('ERR_USER_CLAIM', { hint: `The user lacks the claim "${name}", or one of the values.` })
  })
}

export interface RecentLoginOptions {
  /** Seconds since the login at the provider, at most. */
  readonly maxAge?: number | undefined
  /** Authentication context classes, one of which the login must have had. */
  readonly acr?: string | readonly string[] | undefined
}

/**
 * Lets a user pass whose login at the provider was recent, or strong, enough. Others log in again; what the provider then
 * says of that login is checked, and a login that still isn't enough ends in 403 `ERR_LOGIN_NOT_RECENT`.
 * @see OpenID Connect Core 1.0, 3.1.2.1 (`max_age`, `acr_values`); RFC 9470
 */
export function requireRecentLogin({ maxAge, acr }: RecentLoginOptions): Middleware {
  const strength = { maxAge, acr: typeof acr === 'string' ? [acr] : acr }
  assertStrength('requireRecentLogin', strength)
  if (maxAge === undefined && acr === undefined) throw new TypeError('requireRecentLogin: give "maxAge" or "acr"')
  return guard(({ services, request: context }) => {
    const { record } = context
    if (record === undefined) return askForLogin(services, context, strength)
    context.head.markPersonal()
    const evidence = { authTime: record.authTime === 0 ? undefined : record.authTime, acr: record.acr }
    const time = { now: epochSeconds(), tolerance: services.config.clockTolerance }
    return isStrongEnough(evidence, strength, time) ? undefined : askForLogin(services, context, strength)
  })
}

/**
 * Finds out, without showing anything, whether the provider knows the user already: a navigation of somebody who isn't
 * logged in goes there and comes back, logged in or not. Not again for five minutes, nor right after a logout.
 */
export function attemptSilentLogin(): Middleware {
  return guard(({ services, request: context }) => {
    const pointless =
      context.record !== undefined || !isNavigation(context.req) || isSilentLoginPaused(services, context)
    return pointless ? undefined : goSilently()
    async function goSilently(): Promise<'pass' | undefined> {
      pauseSilentLogin(services, context)
      try {
        const url = await startLogin(services, context, { silent: true, returnTo: targetOf(context.req) })
        redirect(context, 302, url)
        return undefined
      } catch (error) {
        // The user didn't ask for this login: a provider that is down must not cost them the page.
        reportLoginFailure(error)
        return 'pass'
      }
    }
  })
}

/** A check that lets the request pass (`undefined`, at once, or 'pass', later), throws, or responds to it. */
function guard(check: (context: ReturnType<typeof contextOf>) => Promise<unknown> | undefined): Middleware {
  return function clientSessionGuard(req, _res, next) {
    let responding: Promise<unknown> | undefined
    try {
      responding = check(contextOf(req))
    } catch (error) {
      return next(error)
    }
    if (responding === undefined) return next()
    responding.then((outcome) => outcome === 'pass' && next(), next)
  }
}

function hasClaim(user: unknown, name: string, values: readonly (string | number | boolean)[]): boolean {
  const value = typeof user === 'object' && user !== null ? claim(user as Record<string, unknown>, name) : undefined
  if (values.length === 0) return value !== undefined && value !== null && value !== false
  const found: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.some((wanted) => found.some((item) => item === wanted))
}
