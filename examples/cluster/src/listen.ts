import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listener {
  readonly server: Server
  /** `http://localhost:3000` */
  readonly url: string
}

/** Takes a port of loopback. Processes of one `node:cluster` get the same one, when they ask for any (0) too. */
export async function listen(port: number): Promise<Listener> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ message }) => reject(new Error(`PORT ${port} can’t be had: ${message}`)))
    server.listen(port, '127.0.0.1', resolve)
  })
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}` }
}
