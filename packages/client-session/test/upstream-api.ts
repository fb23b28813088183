import { createHash } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What reached the API. */
export interface Arrival {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface UpstreamApi {
  readonly url: string
  readonly arrivals: readonly Arrival[]
  readonly streams: readonly ServerResponse[]
  readonly sockets: readonly Socket[]
  /** Responds to the next request instead of the echo. */
  next(respond: (req: IncomingMessage, res: ServerResponse) => void): void
  close(): Promise<void>
}

/** An API that notes everything that reaches it, streams events at `/events`, and opens WebSockets. */
export async function startUpstreamApi(): Promise<UpstreamApi> {
  const arrivals: Arrival[] = []
  const streams: ServerResponse[] = []
  const sockets: Socket[] = []
  const responders: ((req: IncomingMessage, res: ServerResponse) => void)[] = []
  const server: Server = createServer((req, res) => {
    const { method = '', url = '', headers } = req
    const respond = responders.shift()
    if (respond !== undefined) {
      arrivals.push({ method, url, headers, body: '' })
      return respond(req, res)
    }
    if (url.includes('/events')) {
      arrivals.push({ method, url, headers, body: '' })
      streams.push(res)
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n')
      return
    }
    let body = ''
    req.on('data', (chunk: Buffer) => {
      body += chunk
    })
    req.on('end', () => {
      arrivals.push({ method, url, headers, body })
      res.setHeader('content-type', 'application/json')
      res.end(JSON.stringify({ method, url, body }))
    })
  })
  server.on('upgrade', (req, socket: Socket) => {
    const { method = '', url = '', headers } = req
    arrivals.push({ method, url, headers, body: '' })
    const respond = responders.shift()
    if (respond !== undefined) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      return
    }
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSet-Cookie: evil=1\r\n\r\n`,
    )
    // One text frame, "hi".
    socket.write(Buffer.from([0x81, 0x02, 0x68, 0x69]))
    // Flowing, or the end of the connection would go unnoticed.
    socket
      .on('error', () => undefined)
      .on('data', () => undefined)
      .on('end', () => socket.end())
    sockets.push(socket)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ arrivals, streams, sockets },
    next: (respond) => void responders.push(respond),
    async close() {
      for (const socket of sockets) socket.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
