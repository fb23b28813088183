import type { IncomingMessage, ServerResponse } from 'node:http'

/** What V8 13 (Node 24) does fast enough by itself; there, dictionaries are slower. */
const isWorthwhile = Number.parseInt(process.versions.v8, 10) < 13

/**
 * Gives the requests and the responses of Express one hidden class again. Express changes the prototype of each of them,
 * and with that V8 makes a class for each: up to Node 22 every look at a property is a search then, every new property a
 * copy of the whole class, and all of it outlives the next collection. An object from which a property was taken becomes
 * a dictionary, and dictionaries share their class: everything that Express does with the request afterwards is faster.
 * Nothing can be seen of it but the order of keys.
 */
export function shareHiddenClasses(req: IncomingMessage, res: ServerResponse): void {
  if (!isWorthwhile || isOfNode(req)) return
  putBack(req, 'statusMessage')
  putBack(res, 'sendDate')
}

// A class of Node's own has a constructor; the object that Express puts in front of it has none.
function isOfNode(req: IncomingMessage): boolean {
  return Object.hasOwn(Object.getPrototypeOf(req), 'constructor')
}

function putBack<Name extends PropertyKey>(owner: Partial<Record<Name, unknown>>, name: Name): void {
  const value = owner[name]
  if (Object.hasOwn(owner, name) && Reflect.deleteProperty(owner, name)) owner[name] = value
}
