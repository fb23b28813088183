import { ProtocolError } from '../http/protocol-error.js'
import { isActive } from '../state/grants.js'
import { issueAccessToken } from '../tokens/issue-access-token.js'
import { splitQualifiedScope } from '../tokens/qualified-scope.js'
import { applyExchangePolicy } from './exchange-policy.js'
import type { GrantType } from './grant-type.js'

/**
 * Microsoft Entra's token exchange: `assertion` is an access token, and `scope` names the API as well, as in
 * 'api://orders/read'.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 */
export const exchangeOnBehalfOf: GrantType = async (provider, { client, form, confirmation }) => {
  if (form.get('requested_token_use') !== 'on_behalf_of') {
    throw new ProtocolError('unsupported_grant_type', 'requested_token_use must be on_behalf_of')
  }
  const token = provider.grants.accessTokens.get(form.get('assertion') ?? '')
  if (token === undefined || !isActive(token)) throw new ProtocolError('invalid_grant', 'the assertion is not active')
  const { scope, audience } = splitQualifiedScope(form.get('scope') ?? '')
  if (audience === undefined) throw new ProtocolError('invalid_scope', 'the scope must name the API')
  const { clientId } = client
  const resources = [audience]
  await applyExchangePolicy(provider, { clientId, subject: token.claims, resources, scopes: scope.split(' ') })
  const sub = String(token.claims.sub)
  return issueAccessToken(provider, { client, sub, scope, resources, confirmation, extra: { azp: clientId } })
}
