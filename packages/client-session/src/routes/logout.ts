import { AuthError } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { isBackground, type WebRequest } from '../http/web-request.js'
import { endLogin, leave } from '../login/end-login.js'
import { sendLogoutPage, takeLogoutUrl } from '../login/logout-page.js'
import { type RequestContext, redirect } from '../login/request-context.js'

/** `POST /logout`, or a `GET` that came from this site: ends the session here first, then at the provider. */
export async function logout<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  const { req } = context
  const base = baseUrlOf(services.config.baseUrls, req)
  assertOwnRequest(req, base.origin)
  const destination = await endLogin(services, context, base)
  leave(services, context, base, destination)
}

/** `GET /logout/continue`: the page that leads from a logout here to the one at the provider. It works once. */
export async function logoutPage<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  const { req } = context
  if (req.method !== 'GET' && req.method !== 'HEAD')
    throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET, HEAD' } })
  const url = takeLogoutUrl(services, context)
  if (url !== undefined) return sendLogoutPage(context, url)
  redirect(context, 303, new URL(baseUrlOf(services.config.baseUrls, req).text).href)
}

/**
 * Another site must not sign people out. Browsers state a request's origin in `Sec-Fetch-Site`, older ones in `Origin`.
 * Under `Referrer-Policy: no-referrer`, a form of our own has the origin "null". An embedded image or a prerendered page
 * doesn't show that the user wants to sign out, so both are refused.
 */
function assertOwnRequest(req: WebRequest, own: string): void {
  const { 'sec-fetch-site': site, origin } = req.headers
  const ours = site === 'same-origin' || site === 'none'
  if (req.method === 'GET' && ours && !isBackground(req)) return
  if (req.method !== 'POST') throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'POST' } })
  const foreign = origin !== undefined && origin !== own && !(origin === 'null' && ours)
  if (foreign || (site !== undefined && !ours)) throw new AuthError('ERR_CROSS_SITE')
}
