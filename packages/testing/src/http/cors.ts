import type { EndpointName, ProviderRequest, ProviderResponse } from './provider-request.js'

/** Endpoints that a browser navigates to, and that no script may read. */
const navigated: readonly (EndpointName | 'unknown')[] = ['authorization', 'end_session']

/** The response to the preflight request of a script of another origin. */
export function preflightResponse({ method, headers, endpoint }: ProviderRequest): ProviderResponse | undefined {
  const requested = headers['access-control-request-method']
  if (method !== 'OPTIONS' || requested === undefined || navigated.includes(endpoint)) return undefined
  return {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': requested,
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    },
  }
}

/** Lets scripts of every origin read the response: a client may run in a browser. */
export function withCors({ endpoint, headers }: ProviderRequest, response: ProviderResponse): ProviderResponse {
  if (headers.origin === undefined || navigated.includes(endpoint)) return response
  const cors = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'DPoP-Nonce, WWW-Authenticate' }
  return { ...response, headers: { ...cors, ...response.headers } }
}
