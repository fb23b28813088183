import { ProtocolError } from '../http/protocol-error.js'
import { isPublic } from '../state/clients.js'
import { readAuthorizationDetails } from '../tokens/authorization-details.js'
import { issueAccessToken } from '../tokens/issue-access-token.js'
import { readResources } from '../tokens/narrow-grant.js'
import type { GrantType } from './grant-type.js'

/** @see RFC 6749, 4.4 */
export const grantClientCredentials: GrantType = async (provider, { client, form, confirmation }) => {
  if (isPublic(client))
    throw new ProtocolError('unauthorized_client', 'a public client must not use client credentials')
  const scope = form.get('scope') ?? ''
  return issueAccessToken(provider, {
    client,
    sub: client.clientId,
    scope,
    resources: readResources(provider, form),
    confirmation,
    authorizationDetails: readAuthorizationDetails(provider, form),
  })
}
