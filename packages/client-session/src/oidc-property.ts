import type { IncomingMessage, ServerResponse } from 'node:http'
import { findContext } from './context.js'

type Owner = IncomingMessage | ServerResponse
type WithOidc = Owner & { oidc?: unknown }

const prepared = new WeakSet<object>()

/**
 * Makes `req.oidc` and `res.oidc` of a request whose context is set. Express changes the prototype of every request, and
 * from then on each property that one is given is a hidden class of its own: slow to make, slow to collect. The prototype
 * is the app's own, so the property is put there, once.
 */
export function giveOidc(req: IncomingMessage, res: ServerResponse): void {
  give(req, (owner) => owner as IncomingMessage)
  give(res, (owner) => (owner as ServerResponse).req)
}

function give(owner: Owner, requestOf: (owner: Owner) => IncomingMessage): void {
  const prototype: object = Object.getPrototypeOf(owner)
  if (prepared.has(prototype)) return
  // Without Express it is the prototype of a class of Node, and everybody's.
  if (Object.hasOwn(prototype, 'constructor')) return own(owner, findContext(requestOf(owner))?.oidc)
  prepared.add(prototype)
  Object.defineProperty(prototype, 'oidc', {
    configurable: true,
    get(this: Owner) {
      return findContext(requestOf(this))?.oidc
    },
    // Whoever sets it, say express-openid-connect during a migration, has it for that request.
    set(this: Owner, value: unknown) {
      own(this, value)
    },
  })
}

function own(owner: WithOidc, value: unknown): void {
  Object.defineProperty(owner, 'oidc', { value, configurable: true, enumerable: true, writable: true })
}
