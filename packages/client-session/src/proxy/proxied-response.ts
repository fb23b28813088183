import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { connectionNames } from '../http/forwarded-headers.js'

// What an API says to its own client, or to a browser about its own origin, must not be said in the name of this site:
// a cookie, a challenge that makes a browser ask for a password, CORS, and what changes the rules for the whole origin.
const dropped = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'trailer', 'te'],
  ...['set-cookie', 'set-cookie2', 'www-authenticate', 'proxy-authenticate', 'authentication-info', 'dpop-nonce'],
  ...['location', 'refresh', 'clear-site-data', 'strict-transport-security', 'public-key-pins', 'alt-svc', 'nel'],
  ...['report-to', 'reporting-endpoints', 'service-worker-allowed', 'speculation-rules', 'set-login', 'sourcemap'],
  ...['content-security-policy', 'content-security-policy-report-only', 'x-frame-options', 'x-content-type-options'],
  ...[
    'cross-origin-resource-policy',
    'cross-origin-opener-policy',
    'cross-origin-embedder-policy',
    'origin-agent-cluster',
  ],
])

/** The API's headers as the browser gets them. */
export function writeProxiedHead(res: ServerResponse, status: number, headers: IncomingHttpHeaders): void {
  res.statusCode = status
  const named = connectionNames(headers.connection)
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || dropped.has(name) || named.has(name)) continue
    if (!name.startsWith('access-control-')) res.setHeader(name, value)
  }
  // A document or script of the API would otherwise run with this site's origin and session.
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Content-Security-Policy', "default-src 'none'; sandbox; frame-ancestors 'none'")
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  if (String(headers['content-type'] ?? '').startsWith('text/event-stream')) keepUnbuffered(res)
}

// nginx and `compression()` hold back a stream until a buffer is full, unless they are told not to.
function keepUnbuffered(res: ServerResponse): void {
  res.setHeader('X-Accel-Buffering', 'no')
  res.setHeader('Cache-Control', 'private, no-store, no-transform')
}
