import { epochSeconds } from '../epoch-seconds.js'
import type { Provider } from '../provider.js'
import type { ProviderSession } from '../state/sessions.js'
import type { AuthorizationRequest } from './authorization-request.js'

/** Whether the user has to see a page first. */
export function needsPage(provider: Provider, request: AuthorizationRequest): boolean {
  if (request.prompts.has('none')) return false
  return provider.options.interactive === true && !isSilent(provider, request)
}

/** Logs the user in, as recently and strongly as the request asks. Returns `undefined` if that would need a page. */
export function logIn(provider: Provider, request: AuthorizationRequest): ProviderSession | undefined {
  const current = provider.sessions.current()
  if (isSilent(provider, request)) return current
  if (request.prompts.has('none')) return undefined
  const session = current ?? provider.sessions.logIn()
  if (session === undefined) return undefined
  session.authTime = epochSeconds()
  session.acr = grantedAcr(provider, request) ?? session.acr
  return session
}

/** The first requested class that the provider supports. */
export function grantedAcr({ options }: Provider, { acrValues }: AuthorizationRequest): string | undefined {
  const supported = options.acrValuesSupported
  return acrValues.find((acr) => supported === undefined || supported.includes(acr))
}

/** Whether a user is logged in, recently and strongly enough, and the request doesn't demand a new login. */
function isSilent(provider: Provider, request: AuthorizationRequest): boolean {
  const session = provider.sessions.current()
  if (session === undefined || request.prompts.has('login')) return false
  const { acrValues, maxAge } = request
  const strongEnough = grantedAcr(provider, request) === undefined || acrValues.includes(session.acr ?? '')
  return strongEnough && (maxAge === undefined || epochSeconds() - session.authTime <= maxAge)
}
