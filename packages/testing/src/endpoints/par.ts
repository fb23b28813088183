import { parseAuthorizationRequest } from '../authorization/authorization-request.js'
import { authenticateClient } from '../client-authentication/authenticate-client.js'
import { ProtocolError } from '../http/protocol-error.js'
import { verifyDpopProof } from '../proof/dpop-proof.js'
import type { Endpoint } from '../provider.js'
import { remember } from '../state/grants.js'

/** @see RFC 9126, 2 */
export const par: Endpoint = async (provider, request) => {
  const client = await authenticateClient(provider, request)
  const params = withoutCredentials(request.form)
  params.set('client_id', client.clientId)
  bindToProof(params, await verifyDpopProof(provider, request))
  if (params.has('request_uri')) {
    provider.violations.push('par: the pushed request contains request_uri')
    throw new ProtocolError('invalid_request', 'request_uri must not be pushed')
  }
  const { refusal } = await parseAuthorizationRequest(provider, params)
  if (refusal !== undefined) throw new ProtocolError(refusal.error, refusal.description)
  const name = remember(provider.grants.pushedRequests, params, 'urn:ietf:params:oauth:request_uri:')
  return { status: 201, headers: { 'cache-control': 'no-store' }, body: { request_uri: name, expires_in: 60 } }
}

/** A proof at this endpoint binds the code as `dpop_jkt` does (RFC 9449, 10.1). */
function bindToProof(params: URLSearchParams, jkt: string | undefined): void {
  if (jkt === undefined) return
  if ((params.get('dpop_jkt') ?? jkt) !== jkt) {
    throw new ProtocolError('invalid_dpop_proof', 'dpop_jkt is not the thumbprint of the key of the proof')
  }
  params.set('dpop_jkt', jkt)
}

function withoutCredentials(form: URLSearchParams): URLSearchParams {
  const credentials = ['client_secret', 'client_assertion', 'client_assertion_type']
  return new URLSearchParams([...form].filter(([name]) => !credentials.includes(name)))
}
