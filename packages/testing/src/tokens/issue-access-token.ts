import { randomUUID } from 'node:crypto'
import type { Claims } from '../claims.js'
import { encryptJwe } from '../keys/encrypt-jwe.js'
import { confirmationIn } from '../proof/confirmation.js'
import type { Provider } from '../provider.js'
import { type AccessTokenRequest, accessTokenClaims } from './access-token-claims.js'

/** Issues an access token and returns the token response. */
export async function issueAccessToken(provider: Provider, request: AccessTokenRequest): Promise<Claims> {
  const { format = 'jwt', typ = 'at+jwt', lifetime = 300, encryption } = provider.options.accessToken ?? {}
  const { scope, grant, authorizationDetails: details } = request
  const claims = accessTokenClaims(provider, request)
  const signed = format === 'jwt' ? await provider.mint.sign(claims, { typ }) : `opaque-${randomUUID()}`
  const token =
    encryption === undefined ? signed : await encryptJwe(signed, encryption.key, { ...encryption, cty: 'JWT' })
  provider.grants.accessTokens.set(token, { claims, grant, revoked: false })
  const expiry = provider.options.omitExpiresIn ? {} : { expires_in: lifetime }
  return {
    access_token: token,
    token_type: tokenTypeOf(claims),
    ...expiry,
    scope,
    ...(details !== undefined && { authorization_details: details }),
  }
}

/** @see RFC 9449, 5 */
export function tokenTypeOf(claims: Claims): 'DPoP' | 'Bearer' {
  return confirmationIn(claims).jkt === undefined ? 'Bearer' : 'DPoP'
}
