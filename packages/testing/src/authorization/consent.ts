import type { Provider } from '../provider.js'
import type { ProviderSession } from '../state/sessions.js'
import type { AuthorizationRequest } from './authorization-request.js'

/** The granted scope, or `undefined` if the user refuses. */
export async function askForConsent(
  { options }: Provider,
  { client, scope, resources, authorizationDetails }: AuthorizationRequest,
  { user }: ProviderSession,
): Promise<string | undefined> {
  if (options.consent === undefined) return scope
  const scopes = scope.split(' ').filter((one) => one !== '')
  const granted = await options.consent({ clientId: client.clientId, scopes, resources, authorizationDetails, user })
  if (typeof granted === 'boolean') return granted ? scope : undefined
  return granted.join(' ')
}
