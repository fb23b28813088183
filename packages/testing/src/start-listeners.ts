import type { IncomingMessage } from 'node:http'
import type { TlsOptions } from 'node:tls'
import { type Listener, startListener } from './http/listener.js'
import type { ProviderResponse } from './http/provider-request.js'
import { createCertificate, defaultCertificateAuthority } from './keys/certificate.js'
import type { TestIssuerOptions } from './options.js'

/** Handles a request that came to the listener of that origin. */
export type RequestHandler = (req: IncomingMessage, body: string, origin: string) => Promise<ProviderResponse>

/** Starts the main listener and, for mutual TLS, a second one. */
export async function startListeners(options: TestIssuerOptions, handle: RequestHandler): Promise<Listener[]> {
  const tls = options.https || options.mutualTls ? serverTls() : undefined
  const main = await start(options.port ?? 0, handle, options.https ? tls : undefined)
  if (!options.mutualTls) return [main]
  // Any certificate may come: client authentication decides whether it suffices.
  return [main, await start(0, handle, { ...tls, requestCert: true, rejectUnauthorized: false })]
}

async function start(port: number, handle: RequestHandler, tls: TlsOptions | undefined): Promise<Listener> {
  const listener: Listener = await startListener(port, (req, body) => handle(req, body, listener.origin), tls)
  return listener
}

function serverTls(): TlsOptions {
  const ca = defaultCertificateAuthority()
  const names = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] }
  const { cert, key } = createCertificate({ commonName: 'localhost', issuer: ca, ...names })
  return { cert, key, ca: ca.cert }
}
