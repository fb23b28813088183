import { ProtocolError } from '../http/protocol-error.js'
import type { ProviderRequest } from '../http/provider-request.js'
import type { Provider } from '../provider.js'
import { authMethodsOf } from '../state/clients.js'
import type { TestClient } from '../test-client.js'
import { verifyAssertion, verifySecretJwt } from './client-assertion.js'
import { verifyCertificate } from './client-certificate.js'
import { type Credentials, readCredentials } from './credentials.js'
import { findClient } from './find-client.js'

/**
 * Authenticates the client of a request by its secret, assertion or certificate. A public client sends only its id.
 *
 * @throws ProtocolError `invalid_client`
 * @see RFC 6749, 2.3
 */
export async function authenticateClient(provider: Provider, request: ProviderRequest): Promise<TestClient> {
  const credentials = readCredentials(provider, request)
  const client = await findClient(provider, credentials.clientId)
  if (client === undefined) throw new ProtocolError('invalid_client', 'unknown client')
  const method = methodOf(client, credentials)
  if (!authMethodsOf(client).includes(method) || !provider.policy.authMethods.includes(method)) {
    throw new ProtocolError('invalid_client', `the client must not authenticate with ${method}`)
  }
  await verify(provider, client, method, credentials, request)
  return client
}

/** A certificate leaves no trace in the request, so the client's registration decides. */
function methodOf(client: TestClient, { method }: Credentials): string {
  const registered = client.tokenEndpointAuthMethod
  return method === 'none' && registered?.endsWith('tls_client_auth') ? registered : method
}

async function verify(
  provider: Provider,
  client: TestClient,
  method: string,
  { secret, assertion }: Credentials,
  { clientCertificate }: ProviderRequest,
): Promise<void> {
  if (assertion !== undefined) await verifyAssertion(provider, client, assertion)
  else if (method.endsWith('tls_client_auth')) verifyCertificate(client, method, clientCertificate)
  else if (method !== 'none' && client.clientSecretJwt !== undefined)
    await verifySecretJwt(provider, client, secret ?? '')
  else if (method !== 'none' && secret !== client.clientSecret) {
    throw new ProtocolError('invalid_client', 'the secret is wrong')
  }
}
