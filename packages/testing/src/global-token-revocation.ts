import type { Claims } from './claims.js'
import type { AnyKey } from './keys/sign-jws.js'
import type { Provider } from './provider.js'

export interface GlobalTokenRevocationOptions {
  /** By default the user who is logged in now. */
  sub?: string
  /** The subject identifier to send; by default `{ format: 'iss_sub', iss, sub }`. */
  subId?: Claims
  /** By default the first client with a `globalTokenRevocationEndpoint`. */
  clientId?: string
  /** Merged into the claims of the JWT that authenticates the request. `undefined` removes a claim. */
  claims?: Claims
  header?: Claims
  /** By default the provider's current key. */
  key?: AnyKey
}

/** Tells a client to end all sessions and tokens of a user (Universal Logout). */
export async function sendGlobalTokenRevocation(
  provider: Provider,
  options: GlobalTokenRevocationOptions = {},
): Promise<Response> {
  const client = provider.clients
    .all()
    .find((one) => one.globalTokenRevocationEndpoint && [undefined, one.clientId].includes(options.clientId))
  const endpoint = client?.globalTokenRevocationEndpoint
  if (endpoint === undefined)
    throw new TypeError('globalTokenRevocation: no client has a globalTokenRevocationEndpoint')
  const sub = options.sub ?? provider.sessions.current()?.sub
  const claims = { sub: client?.clientId, aud: endpoint, ...options.claims }
  const token = await provider.mint.globalTokenRevocationToken(claims, options.header, options.key)
  return fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sub_id: options.subId ?? { format: 'iss_sub', iss: provider.issuer, sub } }),
    redirect: 'manual',
  })
}
