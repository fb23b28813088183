import type { JsonWebKey } from 'node:crypto'
import { ProtocolError } from '../http/protocol-error.js'
import type { ClientCertificate } from '../http/provider-request.js'
import { hasKeyOf } from '../keys/certificate.js'
import type { TestClient } from '../test-client.js'

/**
 * Verifies the certificate of a client, by its subject or its key.
 *
 * @throws ProtocolError `invalid_client`
 * @see RFC 8705, 2.1 and 2.2
 */
export function verifyCertificate(client: TestClient, method: string, presented: ClientCertificate | undefined): void {
  if (presented === undefined) throw new ProtocolError('invalid_client', 'the connection has no client certificate')
  const matches = method === 'tls_client_auth' ? hasRegisteredSubject : hasRegisteredKey
  if (!matches(client, presented))
    throw new ProtocolError('invalid_client', 'the certificate is not that of the client')
}

function hasRegisteredSubject(client: TestClient, { certificate, trusted }: ClientCertificate): boolean {
  const { tlsClientAuthSubjectDn: subject, tlsClientAuthSanDns: dns, tlsClientAuthSanUri: uri } = client
  if (!trusted) return false
  const names = certificate.subjectAltName?.split(', ') ?? []
  if (dns !== undefined) return names.includes(`DNS:${dns}`)
  if (uri !== undefined) return names.includes(`URI:${uri}`)
  // Node lists the parts of a name in the order of the certificate, RFC 4514 in reverse.
  return subject !== undefined && certificate.subject.split('\n').reverse().join(',') === subject
}

/** The certificate may be signed by its own key: the registered key is what counts. */
function hasRegisteredKey({ jwks }: TestClient, { certificate }: ClientCertificate): boolean {
  const { keys = [] } = (jwks ?? {}) as { keys?: JsonWebKey[] }
  return keys.some((key) => hasKeyOf(certificate, key))
}
