import { sendLogoutToken } from '../backchannel-logout.js'
import { errorPage, signedOutPage } from '../http/pages.js'
import type { ProviderResponse } from '../http/provider-request.js'
import type { Endpoint, Provider } from '../provider.js'
import type { ProviderSession } from '../state/sessions.js'
import type { TestClient } from '../test-client.js'

/** @see OpenID Connect RP-Initiated Logout 1.0, 2 and 3 */
export const endSession: Endpoint = async (provider, { method, query, form }) => {
  const params = method === 'POST' ? form : query
  const hint = params.get('id_token_hint')
  const issued = provider.grants.idTokens.get(hint ?? '')
  if (hint !== null && issued === undefined)
    return refuse(provider, 'the id_token_hint is not a token of this provider')
  const clientId = params.get('client_id') ?? issued?.clientId
  if (issued !== undefined && issued.clientId !== clientId) {
    return refuse(provider, 'client_id and id_token_hint name different clients')
  }
  const target = params.get('post_logout_redirect_uri')
  const client = provider.clients.find(clientId)
  if (target !== null && !isAllowedTarget(client, target)) {
    return refuse(provider, 'the post_logout_redirect_uri is not byte for byte a registered one')
  }

  const session = issued?.session ?? findSession(provider, params.get('logout_hint'))
  if (session !== undefined) await endEverywhere(provider, session)
  return target === null ? signedOutPage() : redirectTo(target, params.get('state'))
}

function refuse({ violations }: Provider, description: string): ProviderResponse {
  violations.push(`end_session: ${description}`)
  return errorPage(description)
}

/** Without a known client, no redirect is allowed. */
function isAllowedTarget(client: TestClient | undefined, target: string): boolean {
  return client !== undefined && (client.postLogoutRedirectUris?.includes(target) ?? URL.canParse(target))
}

function findSession({ sessions }: Provider, hint: string | null): ProviderSession | undefined {
  if (hint === null) return sessions.current()
  return sessions.all.findLast(({ sid, sub, user, ended }) => !ended && [sid, sub, user.email].includes(hint))
}

async function endEverywhere(provider: Provider, session: ProviderSession): Promise<void> {
  provider.sessions.end(session)
  const clients = [...session.clientIds].map((clientId) => provider.clients.find(clientId))
  const listening = clients.filter((client) => client?.backchannelLogoutUri !== undefined)
  // A client that can't be reached doesn't stop the logout (Back-Channel Logout 1.0, 2.5).
  await Promise.allSettled(
    listening.map((client) =>
      sendLogoutToken(provider, { clientId: client?.clientId, sub: session.sub, sid: session.sid }),
    ),
  )
}

function redirectTo(target: string, state: string | null): ProviderResponse {
  const location = new URL(target)
  if (state !== null) location.searchParams.append('state', state)
  return { status: 303, headers: { location: location.href, 'cache-control': 'no-store' } }
}
