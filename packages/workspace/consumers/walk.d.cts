import type { Server } from 'node:http'

interface Listening {
  readonly server: Server
  readonly url: string
}

export declare function listen(): Promise<Listening>
export declare function walk(parties: {
  issuer: { issuer: string; url: string; close(): Promise<void> }
  api: Listening
  web: Listening
}): Promise<void>
