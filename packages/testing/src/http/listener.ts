import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { TlsOptions } from 'node:tls'
import type { ProviderResponse } from './provider-request.js'
import { send, sendFailure } from './send-response.js'

/** A server on one loopback port. It can be stopped and started again on the same port. */
export interface Listener {
  /** Scheme, host and port. */
  readonly origin: string
  down(): Promise<void>
  up(): Promise<void>
}

export type RequestListener = (request: IncomingMessage, body: string) => Promise<ProviderResponse>

/** Listens on a port, or any free port for 0. With TLS options, as https. */
export async function startListener(port: number, listener: RequestListener, tls?: TlsOptions): Promise<Listener> {
  let server: Server | undefined = await listen(port, listener, tls)
  const address = server.address() as AddressInfo
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    async down() {
      const closing = server
      server = undefined
      if (closing === undefined) return
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()))
      closing.closeAllConnections()
      await closed
    },
    async up() {
      server ??= await listen(address.port, listener, tls)
    },
  }
}

async function listen(port: number, listener: RequestListener, tls: TlsOptions | undefined): Promise<Server> {
  const handler = (req: IncomingMessage, res: ServerResponse) => {
    serve(req, res, listener).catch((error: unknown) => sendFailure(res, error))
  }
  const server = tls === undefined ? createHttpServer(handler) : createHttpsServer(tls, handler)
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
