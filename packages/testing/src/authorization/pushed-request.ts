import { ProtocolError } from '../http/protocol-error.js'
import type { Provider } from '../provider.js'
import { type AuthorizationRequest, parseAuthorizationRequest } from './authorization-request.js'

/** Reads a request at the authorization endpoint, which may refer to a pushed one (RFC 9126, 4). */
export async function readAuthorizationRequest(
  provider: Provider,
  outer: URLSearchParams,
): Promise<AuthorizationRequest> {
  const requestUri = outer.get('request_uri')
  if (requestUri !== null) {
    const pushed = findPushedRequest(provider, outer, requestUri)
    return { ...(await parseAuthorizationRequest(provider, pushed)), requestUri }
  }
  const request = await parseAuthorizationRequest(provider, outer)
  if (!provider.policy.pushedRequests) return request
  provider.violations.push('authorization: the request was not pushed')
  return { ...request, refusal: { error: 'invalid_request', description: 'authorization requests must be pushed' } }
}

function findPushedRequest({ grants, violations }: Provider, outer: URLSearchParams, name: string): URLSearchParams {
  const pushed = grants.pushedRequests.get(name)
  if (pushed === undefined || pushed.get('client_id') !== outer.get('client_id')) {
    throw new ProtocolError('invalid_request_uri', 'this client did not push this request')
  }
  const more = [...outer.keys()].filter((param) => !['client_id', 'request_uri', 'decision'].includes(param))
  if (more.length > 0) violations.push(`authorization: ${more.join(', ')} in addition to request_uri`)
  return pushed
}
