import { assertProviderUrl, publish } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import type { BaseUrl } from '../http/base-url.js'
import { returnToOrRoot } from '../http/return-to.js'
import type { EndedLogin } from '../login-state/end-session.js'
import { logoutUrl } from '../provider/logout-url.js'
import type { Provider } from '../provider/provider.js'
import { rememberLogoutUrl, sendLogoutPage } from './logout-page.js'
import { type RequestContext, redirect } from './request-context.js'
import { pauseSilentLogin } from './silent-login.js'
import { ownRoutes } from './start-login.js'

/** What one logout differs in from the options. */
export interface LogoutRequest {
  /** Path on `baseUrl`, or a URL of one of `allowedReturnOrigins`. @defaultValue `baseUrl` */
  readonly returnTo?: string | undefined
  /** More parameters for the provider's logout, in addition to those of `logout.parameters`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
}

/** @throws TypeError for an unknown member or one of the wrong type */
export function assertLogoutRequest(request: LogoutRequest): void {
  const unknown = Object.keys(request).find((name) => name !== 'returnTo' && name !== 'parameters')
  if (unknown !== undefined) throw new TypeError(`logout: unknown option "${unknown}"`)
  const { returnTo, parameters = {} } = request
  if (returnTo !== undefined && typeof returnTo !== 'string') throw new TypeError('logout: "returnTo" must be a string')
  if (typeof parameters !== 'object' || Object.values(parameters).some((value) => typeof value !== 'string')) {
    throw new TypeError('logout: "parameters" must be an object of strings')
  }
}

/** Where the browser goes after a logout: to the provider's logout, or straight back to the app. */
export interface LogoutDestination {
  readonly url: string
  readonly atProvider: boolean
}

/**
 * Ends the login here, revokes the refresh token, and returns where the browser goes. A failure of the provider never
 * keeps a user logged in here.
 * @throws AuthError `ERR_SESSION_STORE` (503): then the session may still exist
 */
export async function endLogin<User>(
  services: Services<User>,
  context: RequestContext<User>,
  base: BaseUrl,
  { returnTo, parameters: own = {} }: LogoutRequest = {},
): Promise<LogoutDestination> {
  const rules = { ownRoutes: ownRoutes(services.config, base), allowedOrigins: services.config.allowedReturnOrigins }
  const home = returnTo === undefined ? base.text : new URL(returnToOrRoot(returnTo, base, rules), base.origin).href
  const stay = { url: new URL(home).href, atProvider: false }
  if (context.record === undefined) return stay
  const ended = await services.sessions.end(context.req)
  context.record = undefined
  pauseSilentLogin(services, context)
  const { clearSiteData, provider: alsoAtProvider, parameters } = services.config.logout
  if (clearSiteData !== undefined) context.res.setHeader('Clear-Site-Data', clearSiteData)
  if (ended === undefined) return stay
  publish('logout.succeeded', () => ({ issuer: ended.iss }))
  const provider = services.providers.of(ended.iss)
  if (provider === undefined) return stay
  revokeTokens(provider, ended)
  if (!alsoAtProvider) return stay
  const url = await urlAtProvider(
    provider,
    ended,
    { returnTo: home, parameters: { ...parameters, ...own } },
    services.config.insecureHosts,
  )
  return url === undefined ? stay : { url, atProvider: true }
}

/** Below the logout route: the page that leads on to the provider. */
export const logoutPagePath = '/continue'

/** Sends the browser to its destination. After a posted form the provider is reached through a page, else by a redirect. */
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

/** Revokes the refresh token at the provider, in the background (RFC 7009). */
export function revokeTokens(
  provider: Provider,
  { refreshToken, iss }: Pick<EndedLogin, 'refreshToken' | 'iss'>,
): void {
  if (refreshToken === undefined) return
  provider
    .revoke(refreshToken)
    .catch(() => publish('session.failed', () => ({ issuer: iss, code: 'ERR_PROVIDER_UNAVAILABLE' })))
}

// The session has already ended: without a usable URL only the provider's logout is skipped.
async function urlAtProvider(
  provider: Provider,
  ended: EndedLogin,
  { returnTo, parameters }: { readonly returnTo: string; readonly parameters: Readonly<Record<string, string>> },
  insecureHosts: readonly string[],
): Promise<string | undefined> {
  const { clientId } = provider.config
  const { sub, sid, idToken } = ended
  try {
    const url = logoutUrl(await provider.metadata(), { clientId, sub, sid, idToken, returnTo }, parameters)?.href
    return url && assertProviderUrl('metadata', 'end_session_endpoint', url, insecureHosts)
  } catch {
    return undefined
  }
}
