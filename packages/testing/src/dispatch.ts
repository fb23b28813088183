import { preflightResponse, withCors } from './http/cors.js'
import { errorPage } from './http/pages.js'
import { errorResponse, ProtocolError } from './http/protocol-error.js'
import type { ProviderRequest, ProviderResponse } from './http/provider-request.js'
import type { Provider } from './provider.js'
import type { Route } from './routes.js'

export type Routes = ReadonlyMap<string, Route>

/** Calls the endpoint at the request's path. */
export async function dispatch(
  provider: Provider,
  routes: Routes,
  request: ProviderRequest,
): Promise<ProviderResponse> {
  const route = routes.get(request.path)
  if (route === undefined) {
    provider.violations.push(`${request.method} ${request.path}: no endpoint at this path`)
    return { status: 404, body: { error: 'not_found' } }
  }
  const preflight = preflightResponse(request)
  if (preflight !== undefined) return preflight
  if (!route.methods.includes(request.method)) {
    provider.violations.push(`${request.endpoint}: the method is ${request.method}`)
    return { status: 405, headers: { allow: route.methods.join(', ') } }
  }
  const response = withCors(request, await respond(provider, route, request))
  const nonce = request.headers.dpop === undefined ? undefined : provider.dpopNonces.issue(isNonceDemand(response))
  return nonce === undefined ? response : { ...response, headers: { ...response.headers, 'dpop-nonce': nonce } }
}

async function respond(provider: Provider, route: Route, request: ProviderRequest): Promise<ProviderResponse> {
  try {
    return await route.endpoint(provider, request)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return request.endpoint === 'authorization' ? errorPage(error.message) : errorResponse(error)
  }
}

function isNonceDemand({ body }: ProviderResponse): boolean {
  return typeof body === 'object' && body !== null && 'error' in body && body.error === 'use_dpop_nonce'
}
