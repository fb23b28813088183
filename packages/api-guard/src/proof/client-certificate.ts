import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { singleHeader } from './single-header.js'

/** The thumbprint of the certificate that a request came with: `x5t#S256` of RFC 8705, 3.1. */
export type CertificateThumbprint = (req: IncomingMessage) => string | undefined

const thumbprints = new WeakMap<object, string>()

/** Of the TLS connection's own certificate. The handshake proved that the client has its private key. */
export const connectionThumbprint: CertificateThumbprint = ({ socket }) => {
  const known = thumbprints.get(socket)
  if (known !== undefined) return known
  const { getPeerX509Certificate } = socket as Partial<Pick<TLSSocket, 'getPeerX509Certificate'>>
  const certificate = getPeerX509Certificate?.call(socket)
  if (certificate === undefined) return undefined
  const thumbprint = hash('sha256', certificate.raw, 'base64url')
  thumbprints.set(socket, thumbprint)
  return thumbprint
}

/** Of what the configuration's own function returns: DER, or the first certificate of a PEM. */
export function handedOnThumbprint(certificateOf: (req: IncomingMessage) => unknown): CertificateThumbprint {
  return (req) => thumbprintOf(certificateOf(req))
}

export function thumbprintOf(certificate: unknown): string | undefined {
  const der = derOf(certificate)
  return der === undefined ? undefined : hash('sha256', der, 'base64url')
}

const pem = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/

function derOf(certificate: unknown): Buffer | undefined {
  if (Buffer.isBuffer(certificate)) return certificate.length === 0 ? undefined : certificate
  if (typeof certificate !== 'string') return undefined
  const [, base64] = pem.exec(certificate) ?? []
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64')
}

interface ExpressRequest extends IncomingMessage {
  readonly app?: { get(setting: string): unknown }
}

/**
 * Returns the certificate (DER) that a proxy hands on by RFC 9440, for `mutualTls.certificate`. Only for requests from a
 * proxy that Express' `trust proxy` trusts; for any other, and for a header that was sent twice, `undefined`. The proxy must
 * remove a header of this name that the client sent.
 * @see RFC 9440, 2.2
 */
export function clientCertificateOf(req: IncomingMessage, header = 'Client-Cert'): Buffer | undefined {
  if (!comesFromTrustedProxy(req)) return undefined
  const value = singleHeader(req, header.toLowerCase())
  // A byte sequence of RFC 9651, 3.3.5: base64 between colons.
  const [, base64] = (typeof value === 'string' && /^:([A-Za-z0-9+/]+={0,2}):$/.exec(value)) || []
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64')
}

function comesFromTrustedProxy({ app, socket }: ExpressRequest): boolean {
  const trusts = app?.get('trust proxy fn')
  return typeof trusts === 'function' && trusts(socket.remoteAddress, 0) === true
}
