import type { Claims } from '../claims.js'
import { epochSeconds } from '../epoch-seconds.js'
import { formPostPage } from '../http/pages.js'
import type { ProviderResponse } from '../http/provider-request.js'
import { encryptFor } from '../keys/encrypt-jwe.js'
import { isNew, type Provider } from '../provider.js'
import { applyNext } from '../state/script.js'
import type { TestClient } from '../test-client.js'
import type { AuthorizationRequest } from './authorization-request.js'

export type AuthorizationResponse = { code: string; user?: Claims } | { error: string; description?: string }

/** Sends a code or an error to the redirect URI, in the way that the request asks for. */
export async function sendAuthorizationResponse(
  provider: Provider,
  request: AuthorizationRequest,
  response: AuthorizationResponse,
): Promise<ProviderResponse> {
  const { client, redirectUri, responseMode, requestUri } = request
  if (requestUri !== undefined) provider.grants.pushedRequests.delete(requestUri)
  const plain = await applyNext(provider.script.authorizationResponses, paramsOf(provider, request, response))
  const params = responseMode.jwt ? new URLSearchParams({ response: await toJwt(provider, client, plain) }) : plain
  if (responseMode.formPost) return formPostPage(redirectUri, params)
  const location = new URL(redirectUri)
  for (const [name, value] of params) location.searchParams.append(name, value)
  return { status: 303, headers: { location: location.href, 'cache-control': 'no-store' } }
}

function paramsOf(
  provider: Provider,
  { state, responseMode, client }: AuthorizationRequest,
  response: AuthorizationResponse,
): URLSearchParams {
  const params = new URLSearchParams()
  if ('code' in response) params.set('code', response.code)
  else params.set('error', response.error)
  if ('description' in response && response.description !== undefined)
    params.set('error_description', response.description)
  if (state !== undefined) params.set('state', state)
  if (provider.options.authorizationResponseIss !== false && !responseMode.jwt) params.set('iss', provider.issuer)
  const user = 'code' in response ? response.user : undefined
  if (provider.options.userParameter && user !== undefined && isNew(provider, `user ${client.clientId} ${user.sub}`)) {
    params.set('user', JSON.stringify(toUserParameter(user)))
  }
  return params
}

/** Apple sends the name only at the first login of a user to a client. */
function toUserParameter({ given_name: firstName, family_name: lastName, email }: Claims): Claims {
  return { name: { firstName, lastName }, email }
}

/** @see JWT Secured Authorization Response Mode for OAuth 2.0 (JARM), 2.1 and 2.2 */
async function toJwt(provider: Provider, client: TestClient, params: URLSearchParams): Promise<string> {
  const algorithm = client.authorizationSignedResponseAlg
  const key = algorithm === undefined ? provider.keys.current : await provider.keys.forAlgorithm(algorithm)
  const claims = {
    iss: provider.issuer,
    aud: client.clientId,
    exp: epochSeconds() + 600,
    ...Object.fromEntries(params),
  }
  const header = { alg: key.algorithm, kid: key.kid }
  const parts = await applyNext(provider.script.jarmResponses, { claims, header })
  const token = typeof parts === 'string' ? parts : await provider.mint.sign(parts.claims, parts.header, key)
  const { authorizationEncryptedResponseAlg: alg, authorizationEncryptedResponseEnc: enc } = client
  return alg === undefined ? token : encryptFor(client.jwks, token, { alg, enc, cty: 'JWT' })
}
