import type { X509Certificate } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** The names of the endpoints, as `count` and `respondWith` take them. */
export type EndpointName =
  | 'discovery'
  | 'jwks'
  | 'authorization'
  | 'token'
  | 'userinfo'
  | 'introspection'
  | 'revocation'
  | 'par'
  | 'registration'
  | 'end_session'

/** A request that the provider received. */
export interface ProviderRequest {
  readonly method: string
  /** The URL without its query. */
  readonly url: string
  readonly path: string
  /** The endpoint at that path, or 'unknown'. */
  readonly endpoint: EndpointName | 'unknown'
  readonly headers: IncomingHttpHeaders
  readonly query: URLSearchParams
  /** The raw body. */
  readonly body: string
  /** The body, parsed as a form. */
  readonly form: URLSearchParams
  /** The certificate of the client, where the connection has one. */
  readonly clientCertificate?: ClientCertificate
}

export interface ClientCertificate {
  readonly certificate: X509Certificate
  /** Whether a trusted authority signed it. */
  readonly trusted: boolean
}

/** A response of the provider. */
export interface ProviderResponse {
  readonly status?: number
  readonly headers?: Record<string, string | string[]>
  /** Strings and bytes are sent unchanged, an async iterable is streamed, anything else is sent as JSON. */
  readonly body?: unknown
  /** Milliseconds to wait before responding. */
  readonly delayMs?: number
  /** Drops the connection instead of responding. */
  readonly disconnect?: boolean
}
