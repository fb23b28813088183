import { isPublic } from '../clients.js'
import { issueAccessToken } from '../issue-tokens.js'
import { ProtocolError } from '../protocol-error.js'
import { readResources } from '../resources.js'
import type { GrantType } from './grant-type.js'

/** @see RFC 6749, 4.4 */
export const grantClientCredentials: GrantType = async (provider, client, form) => {
  if (isPublic(client)) throw new ProtocolError('unauthorized_client', 'a public client has no credentials')
  const scope = form.get('scope') ?? ''
  return issueAccessToken(provider, { client, sub: client.clientId, scope, resources: readResources(form) })
}
