import { type ApiHeaders, AuthError } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import type { SessionRecord } from '../login-state/session-record.js'

/** The headers that carry an access token: `Authorization`, and a proof where the token is bound to a key. */
export type Authorization = ApiHeaders

/** One call of an API. */
export interface AuthorizedCall {
  /** The name under which the API's tokens are kept. */
  readonly api: string
  readonly method: string
  readonly url: URL
  /** Takes a new token, whether the present one is due or not. */
  readonly renew?: boolean | undefined
}

/**
 * The headers for one call of an API, in the name of this login. A proof is good for this method and URL, and for once.
 * @throws AuthError `ERR_LOGIN_REQUIRED` (401), `ERR_REFRESH_BUSY`, `ERR_SESSION_STORE`, `ERR_PROVIDER_UNAVAILABLE` (503)
 * @see RFC 9449, 7.1
 */
export async function apiAuthorization(
  { sessions, providers, dpop }: Services<unknown>,
  { loginId, iss }: SessionRecord<unknown>,
  { api, method, url, renew = false }: AuthorizedCall,
): Promise<Authorization> {
  const { tokens } = sessions
  const accessToken = await (renew ? tokens.refresh(loginId, api) : tokens.accessToken(loginId, api))
  const key = await tokens.proofKey(loginId)
  if (key !== undefined) {
    return { authorization: `DPoP ${accessToken}`, dpop: await dpop.proof(key, { method, url, accessToken }) }
  }
  // A login from before "dpop" was switched on: its tokens aren't bound, and must not be used from now on.
  if (providers.of(iss)?.config.dpop === true) throw new AuthError('ERR_LOGIN_REQUIRED')
  return { authorization: `Bearer ${accessToken}` }
}

/** Whether an API refused a call only for its nonce: the same call may be sent again, with a new proof (RFC 9449, 9). */
export async function learnApiNonce(
  { sessions, dpop }: Services<unknown>,
  { loginId }: SessionRecord<unknown>,
  url: URL,
  response: Pick<Response, 'status' | 'headers'>,
): Promise<boolean> {
  if (!response.headers.has('dpop-nonce')) return false
  const key = await sessions.tokens.proofKey(loginId)
  return key !== undefined && dpop.learnNonce(key, url, response)
}
