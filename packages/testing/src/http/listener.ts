import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { ProviderResponse } from './provider-request.js'

/** A server on one loopback port. It can be stopped and started again on the same port. */
export interface Listener {
  readonly port: number
  down(): Promise<void>
  up(): Promise<void>
}

export type RequestListener = (request: IncomingMessage, body: string) => Promise<ProviderResponse>

export async function startListener(port: number, listener: RequestListener): Promise<Listener> {
  let server: Server | undefined = await listen(port, listener)
  const address = server.address() as AddressInfo
  return {
    port: address.port,
    async down() {
      const closing = server
      server = undefined
      if (closing === undefined) return
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()))
      closing.closeAllConnections()
      await closed
    },
    async up() {
      server ??= await listen(address.port, listener)
    },
  }
}

async function listen(port: number, listener: RequestListener): Promise<Server> {
  const server = createServer((req, res) => {
    serve(req, res, listener).catch((error: unknown) => fail(res, error))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}

async function serve(req: IncomingMessage, res: ServerResponse, listener: RequestListener): Promise<void> {
  const response = await listener(req, await readBody(req))
  if (response.delayMs !== undefined) await wait(response.delayMs, undefined, { ref: false })
  if (response.disconnect) req.socket.destroy()
  else await send(res, response)
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

async function send(res: ServerResponse, { status = 200, headers = {}, body }: ProviderResponse): Promise<void> {
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
function fail(res: ServerResponse, error: unknown): void {
  if (res.destroyed || res.headersSent) return
  const body = { error: 'server_error', error_description: String(error) }
  res.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
