import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { ClientCertificate, EndpointName, ProviderRequest } from './provider-request.js'

/** Reads a request that came to a listener. Its URL is that of the listener, whatever `Host` says. */
export function readRequest(
  { url = '/', method = 'GET', headers, socket }: IncomingMessage,
  body: string,
  origin: string,
  endpointAt: (path: string) => EndpointName | undefined,
): ProviderRequest {
  const { pathname, searchParams } = new URL(url, origin)
  return {
    method,
    url: origin + pathname,
    path: pathname,
    endpoint: endpointAt(pathname) ?? 'unknown',
    headers,
    query: searchParams,
    body,
    form: new URLSearchParams(body),
    clientCertificate: clientCertificateOf(socket),
  }
}

function clientCertificateOf(socket: IncomingMessage['socket']): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const certificate = socket.getPeerX509Certificate()
  return certificate === undefined ? undefined : { certificate, trusted: socket.authorized }
}
