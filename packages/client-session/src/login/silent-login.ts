import type { Services } from '../config/services.js'
import { cookieName, cookieValues, serializeCookie } from '../http/cookies.js'
import type { RequestContext } from './request-context.js'

// Seconds before somebody whom the provider doesn't know is asked for again without being asked.
const pause = 300

/** Whether a silent login was tried a short while ago, or the user has just logged out: another one would be a loop. */
export function isSilentLoginPaused({ config }: Services<unknown>, { req }: RequestContext<unknown>): boolean {
  return cookieValues(req.headers.cookie, cookieName('tandem-silent', config.secure)).length > 0
}

export function pauseSilentLogin({ config }: Services<unknown>, { head }: RequestContext<unknown>): void {
  const { secure } = config
  head.addCookie(serializeCookie(cookieName('tandem-silent', secure), '1', { secure, maxAge: pause }))
}
