import { Server } from 'node:net'

/** The programs listen on ports as they are printed; their tests open ports of their own. */
export function keepPortsClosed(): void {
  const { listen } = Server.prototype
  Server.prototype.listen = function keepClosed(this: Server, ...args: unknown[]) {
    if (args[0] === 3000 || args[0] === 3001) return this
    return Reflect.apply(listen, this, args) as Server
  } as typeof listen
}
