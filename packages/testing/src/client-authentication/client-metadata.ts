import { ProtocolError } from '../http/protocol-error.js'
import type { Provider } from '../provider.js'
import type { TestClient } from '../test-client.js'

/** Client metadata by its registered names: `redirect_uris`, `token_endpoint_auth_method` and so on. */
export type ClientMetadata = Record<string, unknown>

/**
 * Makes a client of its metadata.
 *
 * @throws ProtocolError `invalid_redirect_uri` or `invalid_client_metadata`
 * @see RFC 7591, 2 and 3.2.2
 */
export function toTestClient(provider: Provider, clientId: string, metadata: ClientMetadata): TestClient {
  const { token_endpoint_auth_method: method = 'client_secret_basic', redirect_uris: redirectUris } = metadata
  if (!provider.policy.authMethods.includes(String(method))) {
    throw new ProtocolError('invalid_client_metadata', `token_endpoint_auth_method ${method} is not supported`)
  }
  if (!isRedirectUris(redirectUris)) {
    throw new ProtocolError('invalid_redirect_uri', 'redirect_uris must be absolute URIs without a fragment')
  }
  const known = Object.entries(metadata).map(([name, value]) => [toCamelCase(name), value])
  return { ...Object.fromEntries(known), tokenEndpointAuthMethod: String(method), redirectUris, clientId }
}

function isRedirectUris(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((uri) => URL.canParse(uri) && !String(uri).includes('#'))
  )
}

function toCamelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}
