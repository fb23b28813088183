import type { IncomingHttpHeaders } from 'node:http'

/** Names of the provider's endpoints, as counters and faults know them. */
export type EndpointName =
  | 'discovery'
  | 'jwks'
  | 'authorization'
  | 'token'
  | 'userinfo'
  | 'introspection'
  | 'revocation'
  | 'par'
  | 'end_session'

/** A request that reached the provider. */
export interface ProviderRequest {
  readonly method: string
  readonly path: string
  /** Which endpoint it was for; 'unknown' when there is none at that path. */
  readonly endpoint: EndpointName | 'unknown'
  readonly headers: IncomingHttpHeaders
  readonly query: URLSearchParams
  /** The body, as it came. */
  readonly body: string
  /** The body, read as a form. */
  readonly form: URLSearchParams
}

/** What the provider answers. */
export interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string | string[]>
  /** Text and bytes are sent as they are, an async iterable in pieces, anything else as JSON. */
  readonly body?: unknown
  /** Milliseconds to wait before the answer. */
  readonly delayMs?: number
  /** Drops the connection instead. */
  readonly disconnect?: boolean
}
