import { AuthError, type Claims, publish, type RequiredValue, requiredClaim } from '@tandem-auth/tokens'
import { contextOf } from './context.js'
import { epochSeconds } from './http/epoch-seconds.js'
import { isNavigation, type Middleware, targetOf } from './http/web-request.js'
import { askForLogin } from './login/ask-for-login.js'
import { reportLoginFailure } from './login/login-failure.js'
import { redirect } from './login/request-context.js'
import { isSilentLoginPaused, pauseSilentLogin } from './login/silent-login.js'
import { startLogin } from './login/start-login.js'
import { assertStrength, isStrongEnough } from './provider/login-strength.js'

/** Lets a logged-in user pass. Anyone else's navigation goes to the provider; any other request gets 401. */
export function requireLogin(): Middleware {
  return guard(({ services, request: context }) => {
    if (context.record === undefined) return askForLogin(services, context)
    context.head.markPersonal()
    return undefined
  })
}

/**
 * Lets a user pass who has this claim with one of the values, or as an array that contains one of them; `present` allows any
 * value except `false` and `null`. A user who lacks it gets 403 `ERR_USER_CLAIM`, never a redirect.
 * @throws TypeError for a blank name, and for no value
 */
export function requireUserClaim(name: string, ...values: readonly RequiredValue[]): Middleware {
  const isMet = requiredClaim('requireUserClaim', name, values)
  return guard(({ services, request: context }) => {
    const { record } = context
    if (record === undefined) return askForLogin(services, context)
    context.head.markPersonal()
    if (isMet(claimsOf(record.user))) return undefined
    publish('session.refused', () => ({ issuer: record.iss, code: 'ERR_USER_CLAIM' }))
    throw new AuthError('ERR_USER_CLAIM', { hint: `The user lacks the claim "${name}", or one of the values.` })
  })
}

function claimsOf(user: unknown): Claims {
  return typeof user === 'object' && user !== null ? (user as Claims) : {}
}

export interface RecentLoginOptions {
  /** The most seconds since the login at the provider. */
  readonly maxAge?: number | undefined
  /** Authentication context classes, one of which the login must have had. */
  readonly acr?: string | readonly string[] | undefined
}

/**
 * Lets a user pass whose login at the provider was recent enough, or strong enough. Others log in again. What the provider
 * says of that login is checked, and one that still isn't enough ends in 403 `ERR_LOGIN_NOT_RECENT`.
 * @see OpenID Connect Core 1.0, 3.1.2.1 (`max_age`, `acr_values`); RFC 9470
 */
export function requireRecentLogin({ maxAge, acr }: RecentLoginOptions = {}): Middleware {
  const strength = { maxAge, acr: typeof acr === 'string' ? [acr] : acr }
  assertStrength('requireRecentLogin', strength)
  if (maxAge === undefined && acr === undefined) {
    throw new TypeError('requireRecentLogin: give "maxAge" or "acr", for example requireRecentLogin({ maxAge: 300 })')
  }
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
 * Finds out, without showing anything, whether the provider knows the user already: the navigation of a visitor who isn't
 * logged in goes there and comes back, logged in or not. It isn't repeated for five minutes, nor tried right after a logout.
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
