import { AuthError } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { type BaseUrl, baseUrlOf } from '../http/base-url.js'
import { isBackground, type WebRequest } from '../http/web-request.js'
import { endLogin, type LogoutDestination } from '../login/end-login.js'
import { rememberLogoutUrl, sendLogoutPage, takeLogoutUrl } from '../login/logout-page.js'
import { type RequestContext, redirect } from '../login/request-context.js'

/** Below the logout route: the page that goes on to the provider. */
export const logoutPagePath = '/continue'

/** `POST /logout`, or a `GET` that the user made here: here first, then at the provider. */
export async function logout<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  const { req } = context
  const base = baseUrlOf(services.config.baseUrls, req)
  assertOwnRequest(req, base.origin)
  const destination = await endLogin(services, context, base)
  leave(services, context, base, destination)
}

/** After a posted form, a provider is only reached by way of a page; everything else is a redirect. */
export function leave<User>(
  services: Services<User>,
  context: RequestContext<User>,
  base: BaseUrl,
  { url, atProvider }: LogoutDestination,
): void {
  const { logout: route } = services.config.routes
  if (context.req.method === 'GET') return redirect(context, 302, url)
  if (!atProvider) return redirect(context, 303, url)
  if (route === false || !rememberLogoutUrl(services, context, url)) return sendLogoutPage(context, url)
  redirect(context, 303, base.at(`${route}${logoutPagePath}`))
}

/** `GET /logout/continue`: the page after a logout, once. */
export async function logoutPage<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  const { req } = context
  if (req.method !== 'GET' && req.method !== 'HEAD')
    throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET, HEAD' } })
  const url = takeLogoutUrl(services, context)
  if (url !== undefined) return sendLogoutPage(context, url)
  redirect(context, 303, new URL(baseUrlOf(services.config.baseUrls, req).text).href)
}

/**
 * Another site must not sign people out. A browser says where a request comes from by `Sec-Fetch-Site`, an older one by
 * `Origin`; under `Referrer-Policy: no-referrer` a form of our own has the origin "null". An image that somebody put into
 * a page, or a page that the browser prerenders while an address is being typed, is no wish to leave either.
 */
function assertOwnRequest(req: WebRequest, own: string): void {
  const { 'sec-fetch-site': site, origin } = req.headers
  const ours = site === 'same-origin' || site === 'none'
  if (req.method === 'GET' && ours && !isBackground(req)) return
  if (req.method !== 'POST') throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'POST' } })
  const foreign = origin !== undefined && origin !== own && !(origin === 'null' && ours)
  if (foreign || (site !== undefined && !ours)) throw new AuthError('ERR_CROSS_SITE')
}
