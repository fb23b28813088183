import { authenticateClient } from '../client-authentication/authenticate-client.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { Endpoint, Provider } from '../provider.js'

/** Responds 200 for unknown tokens as well (RFC 7009, 2.2). */
export const revocation: Endpoint = async (provider, request) => {
  const client = await authenticateClient(provider, request)
  const token = request.form.get('token')
  if (token === null) throw new ProtocolError('invalid_request', 'token is missing')
  revoke(provider, client.clientId, token)
  return { status: 200 }
}

function revoke({ grants }: Provider, clientId: string, name: string): void {
  const refreshToken = grants.refreshTokens.get(name)
  const accessToken = grants.accessTokens.get(name)
  const owner = refreshToken?.grant.clientId ?? accessToken?.claims.client_id
  if (owner === undefined) return
  if (owner !== clientId) throw new ProtocolError('invalid_grant', 'the token belongs to another client')
  if (refreshToken !== undefined) refreshToken.grant.revoked = true
  if (accessToken !== undefined) accessToken.revoked = true
  grants.revokedTokens.push(name)
}
