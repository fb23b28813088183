import { ProtocolError } from '../http/protocol-error.js'
import { readPresentedToken } from '../proof/presented-token.js'
import type { Endpoint } from '../provider.js'
import { applyNext } from '../state/script.js'
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
  const algorithm = provider.clients.find(clientId)?.userinfoSignedResponseAlg
  if (algorithm === undefined) return { body }
  const key = await provider.keys.forAlgorithm(algorithm)
  const signed =
    typeof body === 'string'
      ? body
      : await provider.mint.sign({ iss: provider.issuer, aud: clientId, ...body }, {}, key)
  return { headers: { 'content-type': 'application/jwt; charset=UTF-8' }, body: signed }
}

function refuse(status: number, error: string, description: string): ProtocolError {
  return new ProtocolError(error, description, status, `Bearer error="${error}"`)
}
