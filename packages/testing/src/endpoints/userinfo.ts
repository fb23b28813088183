import type { Claims } from '../claims.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { ProviderResponse } from '../http/provider-request.js'
import { encryptFor } from '../keys/encrypt-jwe.js'
import { readPresentedToken } from '../proof/presented-token.js'
import type { Endpoint, Provider } from '../provider.js'
import { applyNext } from '../state/script.js'
import type { TestClient } from '../test-client.js'
import { userClaims } from '../tokens/user-claims.js'

/** @see OpenID Connect Core 1.0, 5.3 */
export const userinfo: Endpoint = async (provider, request) => {
  if (request.query.has('access_token')) provider.violations.push('userinfo: the access token is in the query')
  if (request.form.has('access_token')) provider.violations.push('userinfo: the access token is in the body')
  const { grant } = await readPresentedToken(provider, request)
  if (grant === undefined) throw refuse(401, 'invalid_token', 'the token was not issued at a login')
  if (!grant.scope.split(' ').includes('openid')) throw refuse(403, 'insufficient_scope', 'the scope lacks openid')

  const { session, scope, clientId } = grant
  const claims = { ...userClaims(session.user, scope), sub: session.sub }
  const body = await applyNext(provider.script.userInfos, claims)
  return toResponse(provider, provider.clients.find(clientId), body)
}

/** @see OpenID Connect Core 1.0, 5.3.2 */
async function toResponse(
  provider: Provider,
  client: TestClient | undefined,
  body: Claims | string,
): Promise<ProviderResponse> {
  const { userinfoSignedResponseAlg: algorithm, userinfoEncryptedResponseAlg: alg, jwks } = client ?? {}
  if (algorithm === undefined && alg === undefined) return { body }
  const signed = algorithm === undefined ? JSON.stringify(body) : await sign(provider, client, algorithm, body)
  const cty = algorithm === undefined ? undefined : 'JWT'
  const enc = client?.userinfoEncryptedResponseEnc
  const token = alg === undefined ? signed : await encryptFor(jwks, signed, { alg, enc, cty })
  return { headers: { 'content-type': 'application/jwt; charset=UTF-8' }, body: token }
}

async function sign(
  { issuer, keys, mint }: Provider,
  client: TestClient | undefined,
  algorithm: string,
  body: Claims | string,
): Promise<string> {
  if (typeof body === 'string') return body
  return mint.sign({ iss: issuer, aud: client?.clientId, ...body }, {}, await keys.forAlgorithm(algorithm))
}

function refuse(status: number, error: string, description: string): ProtocolError {
  return new ProtocolError(error, description, status, `Bearer error="${error}"`)
}
