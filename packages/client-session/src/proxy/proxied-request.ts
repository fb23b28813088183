import type { IncomingMessage } from 'node:http'
import { AuthError } from '@tandem-auth/tokens'
import { connectionNames, isForwardable } from '../http/forwarded-headers.js'
import type { WebRequest } from '../http/web-request.js'

/** The body of a browser's request as it goes on to the API. */
export interface ProxiedBody {
  readonly content: IncomingMessage | string | Uint8Array | null
  /** Whether the same request can be sent once more, after a new token. */
  readonly repeatable: boolean
}

// The browser's word about the page that sent the request means nothing to the API: it has the token.
const aboutThePage = new Set(['origin', 'referer', 'access-control-request-method', 'access-control-request-headers'])

/** The headers that go on, as names and values in turn. */
export function proxiedHeaders(req: IncomingMessage, body: ProxiedBody): string[] {
  const named = connectionNames(req.headers.connection)
  const headers: string[] = []
  for (let index = 0; index + 1 < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index] ?? ''
    const lower = name.toLowerCase()
    if (!isForwardable(name, named) || lower.startsWith('sec-') || aboutThePage.has(lower)) continue
    // A parser has read the body, and it is written anew.
    if (lower === 'content-length' && body.content !== req) continue
    if (lower === 'content-encoding' && body.content !== req) continue
    headers.push(name, req.rawHeaders[index + 1] ?? '')
  }
  return headers
}

/** @throws AuthError `ERR_REQUEST_BODY` (400) for a body that a parser has read and that can't be written again */
export function proxiedBody(req: WebRequest): ProxiedBody {
  const { 'content-length': length, 'transfer-encoding': chunked } = req.headers
  if (chunked === undefined && (length === undefined || length === '0')) return { content: null, repeatable: true }
  if (!req.readableDidRead) return { content: req, repeatable: false }
  return { content: writtenAnew(req), repeatable: true }
}

// A body parser that is mounted before the proxy has used up the stream.
function writtenAnew({ body, headers }: WebRequest): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/json' || type.endsWith('+json')) return JSON.stringify(body)
  if (type === 'application/x-www-form-urlencoded' && isFlat(body)) return new URLSearchParams(body).toString()
  throw new AuthError('ERR_REQUEST_BODY', {
    hint: 'A body parser read this request before the proxy. Mount web.proxy(…) before body parsers.',
  })
}

function isFlat(body: unknown): body is Record<string, string> {
  return typeof body === 'object' && body !== null && Object.values(body).every((value) => typeof value === 'string')
}
