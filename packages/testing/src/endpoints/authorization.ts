import { type AuthorizationRequest, readAuthorizationRequest } from '../authorization/authorization-request.js'
import { epochSeconds } from '../epoch-seconds.js'
import { formPostPage, signInPage } from '../http/pages.js'
import type { ProviderResponse } from '../http/provider-request.js'
import type { Endpoint, Provider } from '../provider.js'
import { type Grant, remember } from '../state/grants.js'
import { applyNext } from '../state/script.js'
import type { ProviderSession } from '../state/sessions.js'

/**
 * Redirects back with a code at once, or shows a page if the provider is interactive.
 *
 * @see OpenID Connect Core 1.0, 3.1.2
 */
export const authorization: Endpoint = async (provider, { method, query, form }) => {
  const params = method === 'POST' ? form : query
  const request = readAuthorizationRequest(provider, params)
  const refusal = request.refusal ?? provider.script.authorizationErrors.shift()
  if (refusal !== undefined) return respond(provider, request, refusal)

  const decision = params.get('decision')
  if (decision === 'cancel') return respond(provider, request, { error: 'access_denied' })
  if (needsPage(provider, request) && decision !== 'sign-in') return signInPage(params)

  const session = logIn(provider, request)
  if (session === undefined) return respond(provider, request, { error: 'login_required' })
  return respond(provider, request, { code: issueCode(provider, request, session) })
}

/** Whether a user is logged in, recently enough, and the request doesn't demand a new login. */
function isSilent(provider: Provider, { maxAge, prompts }: AuthorizationRequest): boolean {
  const session = provider.sessions.current()
  if (session === undefined || prompts.has('login')) return false
  return maxAge === undefined || epochSeconds() - session.authTime <= maxAge
}

function needsPage(provider: Provider, request: AuthorizationRequest): boolean {
  if (request.prompts.has('none')) return false
  return provider.options.interactive === true && !isSilent(provider, request)
}

function logIn(provider: Provider, request: AuthorizationRequest): ProviderSession | undefined {
  const current = provider.sessions.current()
  if (isSilent(provider, request)) return current
  if (request.prompts.has('none')) return undefined
  if (current === undefined) return provider.sessions.logIn()
  current.authTime = epochSeconds()
  return current
}

function issueCode(provider: Provider, request: AuthorizationRequest, session: ProviderSession): string {
  const { client, scope, resources, nonce, acr, redirectUri, codeChallenge, dpopJkt } = request
  session.clientIds.add(client.clientId)
  const grant: Grant = { clientId: client.clientId, session, scope, resources, nonce, acr, revoked: false }
  const code = { grant, redirectUri, codeChallenge, dpopJkt, expiresAt: epochSeconds() + 60, used: false }
  return remember(provider.grants.codes, code, 'code-')
}

type AuthorizationResponse = { code: string } | { error: string; description?: string }

async function respond(
  provider: Provider,
  { redirectUri, state, formPost, requestUri }: AuthorizationRequest,
  response: AuthorizationResponse,
): Promise<ProviderResponse> {
  if (requestUri !== undefined) provider.grants.pushedRequests.delete(requestUri)
  const given = new URLSearchParams()
  if ('code' in response) given.set('code', response.code)
  else given.set('error', response.error)
  if ('description' in response && response.description !== undefined)
    given.set('error_description', response.description)
  if (state !== undefined) given.set('state', state)
  if (provider.options.authorizationResponseIss !== false) given.set('iss', provider.issuer)

  const params = await applyNext(provider.script.authorizationResponses, given)
  if (formPost) return formPostPage(redirectUri, params)
  const location = new URL(redirectUri)
  for (const [name, value] of params) location.searchParams.append(name, value)
  return { status: 303, headers: { location: location.href, 'cache-control': 'no-store' } }
}
