import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listener {
  readonly server: Server
  /** `http://localhost:3000` */
  readonly url: string
}

/** Takes a port of loopback before there is anything to serve: the programs need to know each other's addresses first. */
export async function listen(port: number): Promise<Listener> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}` }
}
