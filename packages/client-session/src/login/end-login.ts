import { assertProviderUrl, publish } from '@tandem-auth/tokens'
import type { Parts, Visit } from '../config/services.js'
import type { BaseUrl } from '../http/base-url.js'
import { parseReturnTo } from '../http/return-to.js'
import { logoutAddress } from '../provider/logout-url.js'
import type { Provider } from '../provider/provider.js'
import type { EndedGrant } from '../session/sessions.js'
import { pauseSilentLogin } from './silent-login.js'
import { ownRoutes } from './start-login.js'

/** Where the browser goes after a logout: to the provider's logout first, or straight back to the app. */
export interface LogoutDestination {
  readonly address: string
  readonly atProvider: boolean
}

/**
 * Ends the login here, then has the refresh token revoked, then answers where the browser goes. Nothing that the
 * provider does or fails to do keeps anybody logged in here.
 * @throws AuthError `ERR_SESSION_STORE` (503): then the session may still exist
 */
export async function endLogin<User>(
  parts: Parts<User>,
  visit: Visit<User>,
  base: BaseUrl,
  returnTo?: string,
): Promise<LogoutDestination> {
  const home =
    returnTo === undefined
      ? base.text
      : new URL(parseReturnTo(returnTo, base, ownRoutes(parts.config, base)), base.origin).href
  const stay = { address: new URL(home).href, atProvider: false }
  if (visit.record === undefined) return stay
  const ended = await parts.keeper.end(visit.req)
  visit.record = undefined
  pauseSilentLogin(parts, visit)
  if (parts.config.clearSiteData !== undefined) visit.res.setHeader('Clear-Site-Data', parts.config.clearSiteData)
  if (ended === undefined) return stay
  publish('logout.succeeded', () => ({ issuer: ended.iss }))
  const provider = parts.providers.of(ended.iss)
  if (provider === undefined) return stay
  revokeTokens(provider, ended)
  if (!parts.config.idpLogout) return stay
  const address = await addressAtProvider(provider, ended, home, parts.config.insecureHosts)
  return address === undefined ? stay : { address, atProvider: true }
}

/** Takes the refresh token back at the provider, in the background (RFC 7009). */
export function revokeTokens(provider: Provider, { refreshToken, iss }: EndedGrant): void {
  if (refreshToken === undefined) return
  provider
    .revoke(refreshToken)
    .catch(() => publish('session.failed', () => ({ issuer: iss, code: 'ERR_PROVIDER_UNAVAILABLE' })))
}

// The session has ended: a provider that is down, or whose address is of no use, costs its own logout, not ours.
async function addressAtProvider(
  provider: Provider,
  ended: EndedGrant,
  returnTo: string,
  insecureHosts: readonly string[],
): Promise<string | undefined> {
  const { clientId } = provider.config
  const { sub, sid, idToken } = ended
  try {
    const address = logoutAddress(await provider.metadata(), { clientId, sub, sid, idToken, returnTo })?.href
    return address && assertProviderUrl('metadata', 'end_session_endpoint', address, insecureHosts)
  } catch {
    return undefined
  }
}
