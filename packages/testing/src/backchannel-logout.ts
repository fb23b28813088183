import type { Claims } from './claims.js'
import type { Provider } from './provider.js'
import type { AnyKey } from './sign-jws.js'

export interface BackchannelLogoutOptions {
  /** With neither `sub` nor `sid`, those of whoever is logged in now. */
  sub?: string
  sid?: string
  /** By default the first client that has a `backchannelLogoutUri`. */
  clientId?: string
  /** Laid over the logout token's claims; `undefined` removes one. */
  claims?: Claims
  header?: Claims
  /** By default the provider's own. */
  key?: AnyKey
}

/** @see OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.5 */
export async function sendLogoutToken(provider: Provider, options: BackchannelLogoutOptions = {}): Promise<Response> {
  const client = provider.clients
    .all()
    .find((one) => one.backchannelLogoutUri !== undefined && [undefined, one.clientId].includes(options.clientId))
  if (client?.backchannelLogoutUri === undefined)
    throw new TypeError('backchannelLogout: no client has a backchannelLogoutUri')
  const claims = { ...whoseSession(provider, options), aud: client.clientId, ...options.claims }
  const token = await provider.mint.logoutToken(claims, options.header, options.key)
  return fetch(client.backchannelLogoutUri, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
    redirect: 'manual',
  })
}

function whoseSession({ sessions }: Provider, { sub, sid }: BackchannelLogoutOptions): Claims {
  if (sub !== undefined || sid !== undefined) return { sub, sid }
  const { sub: currentSub, sid: currentSid } = sessions.current() ?? {}
  return { sub: currentSub, sid: currentSid }
}
