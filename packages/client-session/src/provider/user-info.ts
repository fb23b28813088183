import {
  AuthError,
  audienceOf,
  type Claims,
  claim,
  isAuthError,
  type ProviderFetch,
  parseJws,
  verifySignature,
} from '@tandem-auth/tokens'
import type { Dpop } from '../access-tokens/dpop.js'
import { type IdTokenPolicy, maxIdToken, openToken } from './id-token.js'

export interface UserInfoRequest {
  /** The `userinfo_endpoint` of the metadata. */
  readonly endpoint: string
  readonly fetch: ProviderFetch
  readonly policy: IdTokenPolicy
  readonly accessToken: string
  /** Of the verified ID token. */
  readonly sub: string
  readonly dpop: Dpop
  /** The private key that the access token is bound to. */
  readonly dpopKey: string | undefined
}

/**
 * The claims from the UserInfo endpoint, as JSON or as a signed JWT.
 * @throws AuthError `ERR_USER_INFO` (400) for another `sub`, `ERR_PROVIDER_UNAVAILABLE`, `ERR_PROVIDER_RESPONSE` (503)
 * @see OpenID Connect Core 1.0, 5.3
 */
export async function fetchUserInfo(request: UserInfoRequest): Promise<Claims> {
  const response = await ask(request)
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  const claims =
    type === 'application/jwt' ? await readSigned(await response.text(), request.policy) : await readJson(response)
  // "The sub Claim in the UserInfo Response MUST be verified to exactly match": otherwise one user's token could bring another's claims.
  if (claim(claims, 'sub') !== request.sub) throw new AuthError('ERR_USER_INFO')
  return claims
}

async function ask(request: UserInfoRequest): Promise<Response> {
  const { endpoint, dpop, dpopKey } = request
  const url = new URL(endpoint)
  let response = await send(request, url)
  // A nonce that the server demands is used once (RFC 9449, 9).
  if (dpopKey !== undefined && dpop.learnNonce(dpopKey, url, response)) response = await send(request, url)
  if (response.status === 200) return response
  throw new AuthError(response.status >= 500 ? 'ERR_PROVIDER_UNAVAILABLE' : 'ERR_PROVIDER_RESPONSE', {
    hint: `The UserInfo endpoint responded with ${response.status}. It may not accept an access token for one of your APIs.`,
  })
}

async function send({ fetch, accessToken, dpop, dpopKey }: UserInfoRequest, url: URL): Promise<Response> {
  const headers = new Headers({ accept: 'application/json, application/jwt' })
  headers.set('authorization', `${dpopKey === undefined ? 'Bearer' : 'DPoP'} ${accessToken}`)
  if (dpopKey !== undefined) headers.set('dpop', await dpop.proof(dpopKey, { method: 'GET', url, accessToken }))
  return fetch(url, { headers }).catch((error: unknown) => {
    throw new AuthError('ERR_PROVIDER_UNAVAILABLE', { cause: error })
  })
}

async function readJson(response: Response): Promise<Claims> {
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Claims
  throw new AuthError('ERR_PROVIDER_RESPONSE', { hint: 'The UserInfo endpoint did not respond with a JSON object.' })
}

async function readSigned(token: string, policy: IdTokenPolicy): Promise<Claims> {
  try {
    const jws = parseJws(await openToken(token, policy), maxIdToken)
    const claims = jws.unverifiedPayload
    const trusted = jws.unverifiedHeader.alg === policy.algorithm && claim(claims, 'iss') === policy.issuer
    if (!trusted || audienceOf(claims)?.includes(policy.clientId) !== true) throw new AuthError('ERR_USER_INFO')
    await verifySignature(jws, policy.keys, 'ERR_KEYS_UNAVAILABLE')
    return claims
  } catch (error) {
    throw isAuthError(error) && error.status === 401 ? new AuthError('ERR_USER_INFO', { hint: error.hint }) : error
  }
}
