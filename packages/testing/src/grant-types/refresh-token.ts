import { ProtocolError } from '../http/protocol-error.js'
import type { Confirmation } from '../proof/confirmation.js'
import type { Provider } from '../provider.js'
import type { RefreshToken } from '../state/grants.js'
import type { TestClient } from '../test-client.js'
import { narrowAuthorizationDetails } from '../tokens/authorization-details.js'
import { issueAccessToken } from '../tokens/issue-access-token.js'
import { issueIdToken } from '../tokens/issue-id-token.js'
import { issueRefreshToken } from '../tokens/issue-refresh-token.js'
import { narrowResources, narrowScope } from '../tokens/narrow-grant.js'
import type { GrantType } from './grant-type.js'

/** @see RFC 6749, 6, and OpenID Connect Core 1.0, 12 */
export const redeemRefreshToken: GrantType = async (provider, { client, form, confirmation }) => {
  const refreshToken = findRefreshToken(provider, client, form.get('refresh_token') ?? '')
  checkKey(provider, refreshToken, confirmation)
  const { grant } = refreshToken
  const scope = narrowScope(grant.scope, form.get('scope'))
  const authorizationDetails = narrowAuthorizationDetails(provider, grant.authorizationDetails, form)
  const resources = narrowResources(provider, grant.resources, form)

  const { rotateRefreshTokens } = provider.policy
  refreshToken.used = rotateRefreshTokens !== false
  const response = await issueAccessToken(provider, {
    client,
    sub: grant.session.sub,
    scope,
    resources,
    grant,
    confirmation,
    authorizationDetails,
  })
  if (rotateRefreshTokens) Object.assign(response, issueRefreshToken(provider, grant, confirmation))
  if (grant.scope.split(' ').includes('openid')) {
    response.id_token = await issueIdToken(provider, grant, String(response.access_token))
  }
  return response
}

/** A rotated token that is used again was stolen, or its client raced itself. 'strict' then revokes the grant (RFC 9700, 4.14.2). */
function findRefreshToken({ grants, policy, violations }: Provider, client: TestClient, name: string): RefreshToken {
  const found = grants.refreshTokens.get(name)
  if (found === undefined || found.grant.clientId !== client.clientId) {
    throw new ProtocolError('invalid_grant', 'unknown refresh token')
  }
  if (found.used) {
    violations.push('token: a refresh token was used twice')
    if (policy.rotateRefreshTokens === 'strict') found.grant.revoked = true
    throw new ProtocolError('invalid_grant', 'the refresh token was already used')
  }
  if (found.grant.revoked || isOver(found)) throw new ProtocolError('invalid_grant', 'the refresh token was revoked')
  return found
}

/** Only a public client's refresh token is bound to its key (RFC 9449, 5). */
function checkKey(provider: Provider, { jkt }: RefreshToken, confirmation: Confirmation | undefined): void {
  if (jkt === undefined || jkt === confirmation?.jkt) return
  provider.violations.push('token: the proof is not of the key that the refresh token is bound to')
  throw new ProtocolError('invalid_grant', 'the refresh token is bound to another DPoP key')
}

/** Logout ends refresh tokens, except those with the scope offline_access (Back-Channel Logout 1.0, 2.7). */
function isOver({ grant }: RefreshToken): boolean {
  return grant.session.ended && !grant.scope.split(' ').includes('offline_access')
}
