import { AuthError } from '@tandem-auth/tokens'
import { type Parts, redirect, type Visit } from '../config/services.js'
import { type BaseUrl, baseUrlOf } from '../http/base-url.js'
import { isBackground, type WebRequest } from '../http/web-request.js'
import { endLogin, type LogoutDestination } from '../login/end-login.js'
import { rememberLogoutAddress, sendLogoutPage, takeLogoutAddress } from '../login/logout-page.js'

/** Below the logout route: the page that goes on to the provider. */
export const logoutPagePath = '/continue'

/** `POST /logout`, or a `GET` that the user made here: here first, then at the provider. */
export async function logout<User>(parts: Parts<User>, visit: Visit<User>): Promise<void> {
  const { req } = visit
  const base = baseUrlOf(parts.config.baseUrls, req)
  assertOwnRequest(req, base.origin)
  const destination = await endLogin(parts, visit, base)
  leave(parts, visit, base, destination)
}

/** After a posted form, a provider is only reached by way of a page; everything else is a redirect. */
export function leave<User>(
  parts: Parts<User>,
  visit: Visit<User>,
  base: BaseUrl,
  { address, atProvider }: LogoutDestination,
): void {
  const { logout: route } = parts.config.routes
  if (visit.req.method === 'GET') return redirect(visit, 302, address)
  if (!atProvider) return redirect(visit, 303, address)
  if (route === false || !rememberLogoutAddress(parts, visit, address)) return sendLogoutPage(visit, address)
  redirect(visit, 303, base.at(`${route}${logoutPagePath}`))
}

/** `GET /logout/continue`: the page after a logout, once. */
export async function logoutPage<User>(parts: Parts<User>, visit: Visit<User>): Promise<void> {
  const { req } = visit
  if (req.method !== 'GET' && req.method !== 'HEAD')
    throw new AuthError('ERR_METHOD', { headers: { Allow: 'GET, HEAD' } })
  const address = takeLogoutAddress(parts, visit)
  if (address !== undefined) return sendLogoutPage(visit, address)
  redirect(visit, 303, new URL(baseUrlOf(parts.config.baseUrls, req).text).href)
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
  if (req.method !== 'POST') throw new AuthError('ERR_METHOD', { headers: { Allow: 'POST' } })
  const foreign = origin !== undefined && origin !== own && !(origin === 'null' && ours)
  if (foreign || (site !== undefined && !ours)) throw new AuthError('ERR_CROSS_SITE')
}
