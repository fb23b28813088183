import type { RefreshToken } from '../grants.js'
import { issueAccessToken, issueIdToken, issueRefreshToken } from '../issue-tokens.js'
import type { TestClient } from '../options.js'
import { ProtocolError } from '../protocol-error.js'
import type { Provider } from '../provider.js'
import { narrowResources, narrowScope } from '../resources.js'
import type { GrantType } from './grant-type.js'

/** @see RFC 6749, 6, and OpenID Connect Core 1.0, 12 */
export const redeemRefreshToken: GrantType = async (provider, client, form) => {
  const refreshToken = findRefreshToken(provider, client, form.get('refresh_token') ?? '')
  const { grant } = refreshToken
  const scope = narrowScope(grant.scope, form.get('scope'))
  const resources = narrowResources(grant.resources, form)

  const { rotateRefreshTokens = true } = provider.options
  refreshToken.used = rotateRefreshTokens !== false
  const response = await issueAccessToken(provider, { client, sub: grant.session.sub, scope, resources, grant })
  if (rotateRefreshTokens) Object.assign(response, issueRefreshToken(provider, grant))
  if (grant.scope.split(' ').includes('openid')) {
    response.id_token = await issueIdToken(provider, grant, String(response.access_token))
  }
  return response
}

/** A rotated token that comes back was stolen, or its client raced itself: strictly, all of its family ends (RFC 9700, 4.14.2). */
function findRefreshToken({ grants, options, violations }: Provider, client: TestClient, name: string): RefreshToken {
  const found = grants.refreshTokens.get(name)
  if (found === undefined || found.grant.clientId !== client.clientId) {
    throw new ProtocolError('invalid_grant', 'there is no such refresh token')
  }
  if (found.used) {
    violations.push('token: a used refresh token came back')
    if (options.rotateRefreshTokens === 'strict') found.grant.revoked = true
    throw new ProtocolError('invalid_grant', 'the refresh token was used before')
  }
  if (found.grant.revoked || isOver(found)) throw new ProtocolError('invalid_grant', 'the refresh token was revoked')
  return found
}

/** Logging out ends refresh tokens, but for those that were granted for offline use (Back-Channel Logout 1.0, 2.7). */
function isOver({ grant }: RefreshToken): boolean {
  return grant.session.ended && !grant.scope.split(' ').includes('offline_access')
}
