import type { IncomingMessage, ServerResponse } from 'node:http'

// V8 13 (Node 24) handles this case fast, and dictionaries are slower there. Delete this file when Node 22 reaches its end
// of life, in April 2027.
const isWorthwhile = Number.parseInt(process.versions.v8, 10) < 13

/**
 * Works around a V8 slow path (Node 22 and below). Express sets the prototype of every request and response, which gives
 * each its own hidden class: property reads become searches, and each new property copies the class. Deleting and
 * restoring one own property switches the object to dictionary mode, which is faster. Observable only in the key order.
 */
export function shareHiddenClasses(req: IncomingMessage, res: ServerResponse): void {
  if (!isWorthwhile || hasNodePrototype(req)) return
  deleteAndRestore(req, 'statusMessage')
  deleteAndRestore(res, 'sendDate')
}

// Node's own prototype has a constructor; the object that Express puts in front of it has none.
function hasNodePrototype(req: IncomingMessage): boolean {
  return Object.hasOwn(Object.getPrototypeOf(req), 'constructor')
}

function deleteAndRestore<Name extends PropertyKey>(owner: Partial<Record<Name, unknown>>, name: Name): void {
  const value = owner[name]
  if (Object.hasOwn(owner, name) && Reflect.deleteProperty(owner, name)) owner[name] = value
}
