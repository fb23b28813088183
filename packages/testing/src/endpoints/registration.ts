import { randomUUID } from 'node:crypto'
import { type ClientMetadata, toTestClient } from '../client-authentication/client-metadata.js'
import { epochSeconds } from '../epoch-seconds.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { Endpoint } from '../provider.js'

/** @see RFC 7591, 3 */
export const registration: Endpoint = async (provider, { body, headers }) => {
  if (provider.options.dynamicClientRegistration === false) return { status: 404, body: { error: 'not_found' } }
  if (!headers['content-type']?.startsWith('application/json')) {
    provider.violations.push('registration: the content type must be application/json')
  }
  const clientId = `registered-${randomUUID()}`
  const metadata = parse(body)
  const client = toTestClient(provider, clientId, metadata)
  const secret = client.tokenEndpointAuthMethod?.startsWith('client_secret') ? randomUUID() : undefined
  provider.clients.add(secret === undefined ? client : { ...client, clientSecret: secret })
  const issued = {
    client_id: clientId,
    client_id_issued_at: epochSeconds(),
    ...(secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 }),
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
  }
  return { status: 201, headers: { 'cache-control': 'no-store' }, body: { ...metadata, ...issued } }
}

function parse(body: string): ClientMetadata {
  try {
    const metadata: unknown = JSON.parse(body)
    if (typeof metadata === 'object' && metadata !== null) return metadata as ClientMetadata
  } catch {
    // Refused below.
  }
  throw new ProtocolError('invalid_client_metadata', 'the body must be a JSON object')
}
