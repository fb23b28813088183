import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { ProviderResponse } from './provider-request.js'

export async function send(res: ServerResponse, { status = 200, headers = {}, body }: ProviderResponse): Promise<void> {
  if (body === undefined) {
    res.writeHead(status, headers).end()
  } else if (typeof body === 'string' || body instanceof Uint8Array) {
    res.writeHead(status, headers).end(body)
  } else if (isStream(body)) {
    await pipeline(body, res.writeHead(status, headers))
  } else {
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

function isStream(body: unknown): body is AsyncIterable<string | Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

/** Shows the error of a test's fault handler, which would otherwise look like a slow provider. */
export function sendFailure(res: ServerResponse, error: unknown): void {
  if (res.destroyed || res.headersSent) return
  const body = { error: 'server_error', error_description: String(error) }
  res.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
