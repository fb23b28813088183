import type { ProviderResponse } from '../http/provider-request.js'
import type { Endpoint } from '../provider.js'
import { isActive } from '../state/grants.js'
import { applyNext } from '../state/script.js'
import { userClaims } from '../tokens/user-claims.js'

/** @see OpenID Connect Core 1.0, 5.3 */
export const userinfo: Endpoint = async (provider, { headers, query, form }) => {
  if (query.has('access_token')) provider.violations.push('userinfo: the access token is in the query')
  if (form.has('access_token')) provider.violations.push('userinfo: the access token is in the body')
  const token = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) return refuse(401, undefined)

  const accessToken = provider.grants.accessTokens.get(token)
  if (accessToken?.grant === undefined || !isActive(accessToken)) return refuse(401, 'invalid_token')
  const { grant } = accessToken
  if (!grant.scope.split(' ').includes('openid')) return refuse(403, 'insufficient_scope')

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

function refuse(status: number, error: string | undefined): ProviderResponse {
  const challenge = error === undefined ? 'Bearer' : `Bearer error="${error}"`
  return { status, headers: { 'www-authenticate': challenge }, body: error === undefined ? {} : { error } }
}
