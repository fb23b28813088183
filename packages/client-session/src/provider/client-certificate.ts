import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { type OptionChecks, optionChecks } from '@tandem-auth/tokens'
import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici'

const check: OptionChecks = optionChecks('clientSession')

/** A certificate and its key, in PEM. */
export interface ClientCertificate {
  readonly cert: string
  readonly key: string
  /** Authorities to trust instead of the system's, for a provider with a private one. */
  readonly ca?: string | undefined
}

/** Connections that present the client's certificate (RFC 8705). */
export interface MutualTls {
  readonly certificate: ClientCertificate
  readonly fetch: typeof globalThis.fetch
  readonly dispatcher: Dispatcher
  close(): void
}

/** @throws TypeError for anything but a certificate with its own key; the message never quotes the key */
export function parseClientCertificate(value: unknown, option: string): ClientCertificate {
  check.assertKnown(value, ['cert', 'key', 'ca'], option)
  const { cert, key, ca } = value as ClientCertificate
  for (const [name, item] of Object.entries({ cert, key })) {
    if (typeof item !== 'string') check.fail(`${option}.${name}`, 'must be PEM')
  }
  if (ca !== undefined && typeof ca !== 'string') check.fail(`${option}.ca`, 'must be PEM')
  if (!isPair(cert, key)) check.fail(option, 'must be a certificate and its own private key, in PEM')
  return { cert, key, ca }
}

function isPair(cert: string, key: string): boolean {
  try {
    createSecureContext({ cert, key })
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

export function createMutualTls(certificate: ClientCertificate): MutualTls {
  const { cert, key, ca } = certificate
  const dispatcher = new Agent({ connect: { cert, key, ...(ca !== undefined && { ca }) } })
  const send = undiciFetch as unknown as (url: unknown, init: object) => Promise<Response>
  return {
    certificate,
    dispatcher,
    fetch: (url, init) => send(url, { ...init, dispatcher }),
    close: () => void dispatcher.destroy(),
  }
}
