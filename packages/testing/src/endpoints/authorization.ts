import type { AuthorizationRequest } from '../authorization/authorization-request.js'
import { type AuthorizationResponse, sendAuthorizationResponse } from '../authorization/authorization-response.js'
import type { Refusal } from '../authorization/authorization-rules.js'
import { askForConsent } from '../authorization/consent.js'
import { grantedAcr, logIn, needsPage } from '../authorization/log-in.js'
import { readAuthorizationRequest } from '../authorization/pushed-request.js'
import { epochSeconds } from '../epoch-seconds.js'
import { signInPage } from '../http/pages.js'
import type { Endpoint, Provider } from '../provider.js'
import { type Grant, remember } from '../state/grants.js'
import type { ProviderSession } from '../state/sessions.js'

/**
 * Redirects back with a code at once, or shows a page if the provider is interactive.
 *
 * @see OpenID Connect Core 1.0, 3.1.2
 */
export const authorization: Endpoint = async (provider, { method, query, form }) => {
  const params = method === 'POST' ? form : query
  const request = await readAuthorizationRequest(provider, params)
  const respond = (response: AuthorizationResponse) => sendAuthorizationResponse(provider, request, response)
  const refusal = request.refusal ?? provider.script.authorizationErrors.shift() ?? findUnmetAcr(provider, request)
  if (refusal !== undefined) return respond(refusal)

  const decision = params.get('decision')
  if (decision === 'cancel') return respond({ error: 'access_denied', description: 'the user cancelled' })
  if (needsPage(provider, request) && decision !== 'sign-in') return signInPage(params)

  const session = logIn(provider, request)
  if (session === undefined) return respond({ error: 'login_required', description: 'no user is logged in' })
  const scope = await askForConsent(provider, request, session)
  if (scope === undefined) return respond({ error: 'access_denied', description: 'the user refused' })
  return respond({ code: issueCode(provider, { ...request, scope }, session), user: session.user })
}

/** @see OpenID Connect Core Error Code unmet_authentication_requirements 1.0 */
function findUnmetAcr(provider: Provider, request: AuthorizationRequest): Refusal | undefined {
  if (provider.options.unsupportedAcr !== 'refuse' || request.acrValues.length === 0) return undefined
  if (grantedAcr(provider, request) !== undefined) return undefined
  return { error: 'unmet_authentication_requirements', description: 'none of the acr_values is supported' }
}

function issueCode(provider: Provider, request: AuthorizationRequest, session: ProviderSession): string {
  const { client, scope, resources, nonce, redirectUri, codeChallenge, dpopJkt, accessType, authorizationDetails } =
    request
  session.clientIds.add(client.clientId)
  const grant: Grant = {
    clientId: client.clientId,
    session,
    scope,
    resources,
    nonce,
    acr: session.acr,
    authTime: session.authTime,
    authorizationDetails,
    accessType,
    revoked: false,
  }
  const code = { grant, redirectUri, codeChallenge, dpopJkt, expiresAt: epochSeconds() + 60, used: false }
  return remember(provider.grants.codes, code, 'code-')
}
