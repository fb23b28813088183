import { readAuthorizationRequest } from '../authorization/authorization-request.js'
import { authenticateClient } from '../client-authentication/authenticate-client.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { Endpoint } from '../provider.js'
import { remember } from '../state/grants.js'

/** @see RFC 9126, 2 */
export const par: Endpoint = async (provider, request) => {
  const client = await authenticateClient(provider, request)
  const params = withoutCredentials(request.form)
  params.set('client_id', client.clientId)
  if (params.has('request_uri')) {
    provider.violations.push('par: the pushed request contains request_uri')
    throw new ProtocolError('invalid_request', 'request_uri must not be pushed')
  }
  const { refusal } = readAuthorizationRequest(provider, params)
  if (refusal !== undefined) throw new ProtocolError(refusal.error, refusal.description)
  const name = remember(provider.grants.pushedRequests, params, 'urn:ietf:params:oauth:request_uri:')
  return { status: 201, headers: { 'cache-control': 'no-store' }, body: { request_uri: name, expires_in: 60 } }
}

function withoutCredentials(form: URLSearchParams): URLSearchParams {
  const credentials = ['client_secret', 'client_assertion', 'client_assertion_type']
  return new URLSearchParams([...form].filter(([name]) => !credentials.includes(name)))
}
