import type { Config } from '../config/config.js'
import type { Services } from '../config/services.js'
import { readCookie } from '../http/cookies.js'
import { sendPage } from '../http/html-page.js'
import { isNavigation, targetOf } from '../http/web-request.js'
import type { RequestContext } from './request-context.js'

/**
 * Whether a browser has held back a `SameSite=Strict` session cookie: it does so for a navigation that another site
 * began, such as the way back from the provider.
 */
export function isCookieHeldBack({ config, sessions }: Services<unknown>, { req }: RequestContext<unknown>): boolean {
  if (!hasStrictCookie(config) || req.headers['sec-fetch-site'] !== 'cross-site') return false
  return req.method === 'GET' && isNavigation(req) && readCookie(req.headers.cookie, sessions.cookieName) === undefined
}

/** Whether browsers hold back the session cookie of a navigation from another site. */
export function hasStrictCookie({ session }: Config<unknown>): boolean {
  const sameSite = session?.cookie?.sameSite
  return sameSite === 'strict' || sameSite === true
}

/** Loads the same URL again, now as a navigation of this site, which carries the cookie. */
export function sendReloadPage({ req, res, head }: RequestContext<unknown>): void {
  head.markPersonal()
  const page = {
    status: 200,
    title: 'One moment',
    text: 'This page is being loaded again.',
    links: [{ href: targetOf(req), label: 'Continue' }],
    reload: true as const,
  }
  sendPage(res, page, false)
}
