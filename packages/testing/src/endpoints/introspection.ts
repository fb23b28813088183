import type { Claims } from '../claims.js'
import { authenticateClient } from '../client-authentication/authenticate-client.js'
import { epochSeconds } from '../epoch-seconds.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { Endpoint, Provider } from '../provider.js'
import { isPublic } from '../state/clients.js'
import { isActive } from '../state/grants.js'
import { tokenTypeOf } from '../tokens/issue-access-token.js'

const jwtType = 'application/token-introspection+jwt'

/** @see RFC 7662, 2, and RFC 9701, 4 and 5 */
export const introspection: Endpoint = async (provider, request) => {
  const client = await authenticateClient(provider, request)
  if (isPublic(client)) throw new ProtocolError('invalid_client', 'public clients must not introspect')
  const response = describe(provider, request.form.get('token') ?? '')
  const signed = request.headers.accept?.includes(jwtType) === true
  const body = signed ? await sign(provider, client.clientId, response) : response
  const headers = { 'content-type': signed ? jwtType : 'application/json', 'cache-control': 'no-store' }
  return { headers, body }
}

function sign({ issuer, mint }: Provider, clientId: string, response: Claims): Promise<string> {
  const claims = { iss: issuer, aud: clientId, iat: epochSeconds(), token_introspection: response }
  return mint.sign(claims, { typ: 'token-introspection+jwt' })
}

function describe({ grants }: Provider, token: string): Claims {
  const accessToken = grants.accessTokens.get(token)
  if (accessToken === undefined || !isActive(accessToken)) return { active: false }
  return { active: true, token_type: tokenTypeOf(accessToken.claims), ...accessToken.claims }
}
