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
import { type IdTokenPolicy, maxIdToken } from './id-token.js'

export interface UserInfoRequest {
  /** The `userinfo_endpoint` of the metadata. */
  readonly endpoint: string
  readonly fetch: ProviderFetch
  readonly policy: IdTokenPolicy
  readonly accessToken: string
  /** Of the verified ID token. */
  readonly sub: string
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

async function ask({ endpoint, fetch, accessToken }: UserInfoRequest): Promise<Response> {
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json, application/jwt' }
  const response = await fetch(endpoint, { headers }).catch((error: unknown) => {
    throw new AuthError('ERR_PROVIDER_UNAVAILABLE', { cause: error })
  })
  if (response.status === 200) return response
  throw new AuthError(response.status >= 500 ? 'ERR_PROVIDER_UNAVAILABLE' : 'ERR_PROVIDER_RESPONSE', {
    hint: `The UserInfo endpoint responded with ${response.status}. It may not accept an access token for one of your APIs.`,
  })
}

async function readJson(response: Response): Promise<Claims> {
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Claims
  throw new AuthError('ERR_PROVIDER_RESPONSE', { hint: 'The UserInfo endpoint did not respond with a JSON object.' })
}

async function readSigned(token: string, policy: IdTokenPolicy): Promise<Claims> {
  try {
    const jws = parseJws(token, maxIdToken)
    const claims = jws.unverifiedPayload
    const trusted = jws.unverifiedHeader.alg === policy.algorithm && claim(claims, 'iss') === policy.issuer
    if (!trusted || audienceOf(claims)?.includes(policy.clientId) !== true) throw new AuthError('ERR_USER_INFO')
    await verifySignature(jws, policy.keys, 'ERR_KEYS_UNAVAILABLE')
    return claims
  } catch (error) {
    throw isAuthError(error) && error.status === 401 ? new AuthError('ERR_USER_INFO', { hint: error.hint }) : error
  }
}
