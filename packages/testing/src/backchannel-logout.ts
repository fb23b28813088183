import type { Claims } from './claims.js'
import type { AnyKey } from './keys/sign-jws.js'
import type { Provider } from './provider.js'

export interface BackchannelLogoutOptions {
  /** Without `sub` and `sid`: those of the user who is logged in now. */
  sub?: string
  sid?: string
  /** By default the first client with a `backchannelLogoutUri`. */
  clientId?: string
  /** Merged into the logout token's claims. `undefined` removes a claim. */
  claims?: Claims
  header?: Claims
  /** By default the provider's current key. */
  key?: AnyKey
}

/** @see OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.5 */
export async function sendLogoutToken(provider: Provider, options: BackchannelLogoutOptions = {}): Promise<Response> {
  const client = provider.clients
    .all()
    .find((one) => one.backchannelLogoutUri !== undefined && [undefined, one.clientId].includes(options.clientId))
  if (client?.backchannelLogoutUri === undefined)
    throw new TypeError('backchannelLogout: no client has a backchannelLogoutUri')
  const claims = { ...subjectOf(provider, options), aud: client.clientId, ...options.claims }
  const token = await provider.mint.logoutToken(claims, options.header, options.key)
  return fetch(client.backchannelLogoutUri, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
    redirect: 'manual',
  })
}

function subjectOf({ sessions }: Provider, { sub, sid }: BackchannelLogoutOptions): Claims {
  if (sub !== undefined || sid !== undefined) return { sub, sid }
  const { sub: currentSub, sid: currentSid } = sessions.current() ?? {}
  return { sub: currentSub, sid: currentSid }
}
