import type { Services } from '../config/services.js'
import { cookieName, readCookies, serializeCookie } from '../http/cookies.js'
import type { RequestContext } from './request-context.js'

// Seconds until the next silent attempt for a user whom the provider does not know.
const pause = 300

/** Whether a silent login was tried recently or the user has just logged out: another attempt would loop. */
export function isSilentLoginPaused({ config }: Services<unknown>, { req }: RequestContext<unknown>): boolean {
  return readCookies(req.headers.cookie, cookieName('tandem-silent', config.secure)).length > 0
}

export function pauseSilentLogin({ config }: Services<unknown>, { head }: RequestContext<unknown>): void {
  const { secure } = config
  head.addCookie(serializeCookie(cookieName('tandem-silent', secure), '1', { secure, maxAge: pause }))
}
