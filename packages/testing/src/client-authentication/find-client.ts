import { ProtocolError } from '../http/protocol-error.js'
import type { Provider } from '../provider.js'
import type { TestClient } from '../test-client.js'
import { type ClientMetadata, toTestClient } from './client-metadata.js'

const loopback = ['127.0.0.1', 'localhost', '[::1]']
const maxBytes = 5 * 1024

/**
 * Finds a registered client, or fetches the metadata document of one whose id is a URL, once.
 *
 * @throws ProtocolError `invalid_client` when the document isn't that client's
 * @see OAuth Client ID Metadata Document, 3 and 4
 */
export async function findClient(provider: Provider, clientId: string): Promise<TestClient | undefined> {
  const known = provider.clients.find(clientId)
  if (known !== undefined || provider.options.clientIdMetadataDocuments === false) return known
  if (!isDocumentUrl(clientId)) return undefined
  const document = await fetchDocument(clientId)
  if (document.client_id !== clientId) throw refuse('client_id is not the URL of the document')
  const method = String(document.token_endpoint_auth_method ?? 'none')
  if ('client_secret' in document || method.startsWith('client_secret')) throw refuse('a public document has no secret')
  const client = toTestClient(provider, clientId, { ...document, token_endpoint_auth_method: method })
  provider.clients.add(client)
  return client
}

function isDocumentUrl(clientId: string): boolean {
  if (!URL.canParse(clientId)) return false
  const { protocol, hostname, pathname, hash, username } = new URL(clientId)
  const secure = protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname))
  return secure && pathname !== '/' && hash === '' && username === ''
}

async function fetchDocument(url: string): Promise<ClientMetadata> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(2000) })
    const text = await response.text()
    const document: unknown = response.status === 200 && text.length <= maxBytes ? JSON.parse(text) : undefined
    if (typeof document === 'object' && document !== null) return document as ClientMetadata
  } catch {
    // Whatever went wrong, there is no document.
  }
  throw refuse('the document can not be fetched')
}

function refuse(reason: string): ProtocolError {
  return new ProtocolError('invalid_client', `client metadata document: ${reason}`)
}
