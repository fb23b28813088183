import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Express } from 'express'

/** What came back, byte for byte as far as HTTP lets it. */
export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** An app that listens, for tests that send thousands of requests, or requests that no client library would send. */
export interface RunningApi {
  /** Sends these header lines as they are, repeated ones too, over connections that are kept. */
  get(headers: readonly (readonly [string, string])[], path?: string): Promise<RawAnswer>
  /** Sends these bytes over a connection of their own; answers the bytes that come back. */
  write(bytes: Buffer): Promise<string>
  close(): Promise<void>
}

export async function startApi(app: Express, maxSockets = 50): Promise<RunningApi> {
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets })
  return {
    get: (headers, path = '/') =>
      new Promise((resolve, reject) => {
        const lines = ['Host', 'localhost', 'Connection', 'keep-alive', ...headers.flat()]
        httpRequest({ port, path, agent, headers: lines }, (res) => {
          let body = ''
          res.on('data', (chunk: Buffer) => {
            body += chunk.toString()
          })
          res.on('end', () => {
            resolve({ status: res.statusCode ?? 0, headers: res.headers, rawHeaders: res.rawHeaders, body })
          })
        })
          .on('error', reject)
          .end()
      }),
    write: (bytes) =>
      new Promise((resolve) => {
        let response = ''
        const socket = connect(port, '127.0.0.1')
        socket.on('data', (chunk) => {
          response += chunk.toString('latin1')
        })
        // A server that has seen enough may reset the connection: what it said before counts.
        socket.on('error', () => resolve(response))
        socket.on('close', () => resolve(response))
        socket.end(bytes)
      }),
    async close() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
