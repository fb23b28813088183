import { ProtocolError } from '../http/protocol-error.js'
import { isActive } from '../state/grants.js'
import { issueAccessToken } from '../tokens/issue-tokens.js'
import { narrowScope, readResources } from '../tokens/narrow-grant.js'
import type { GrantType } from './grant-type.js'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

/**
 * Exchanges an access token for one with another audience. The client becomes the actor.
 *
 * @see RFC 8693, 2
 */
export const exchangeToken: GrantType = async (provider, { client, form, confirmation }) => {
  const subject = provider.grants.accessTokens.get(form.get('subject_token') ?? '')
  if (subject === undefined || !isActive(subject))
    throw new ProtocolError('invalid_request', 'subject_token is not active')
  if (![accessTokenType, 'urn:ietf:params:oauth:token-type:jwt'].includes(form.get('subject_token_type') ?? '')) {
    throw new ProtocolError('invalid_request', 'subject_token_type must be an access token')
  }
  const { sub, scope: granted, act: before } = subject.claims
  const scope = narrowScope(String(granted ?? ''), form.get('scope'))
  const act = { sub: client.clientId, ...(before !== undefined && { act: before }) }
  const resources = readResources(form)
  const response = await issueAccessToken(provider, {
    client,
    sub: String(sub),
    scope,
    resources,
    confirmation,
    extra: { act },
  })
  return { ...response, issued_token_type: accessTokenType }
}
