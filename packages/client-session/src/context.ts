import type { IncomingMessage } from 'node:http'
import { AuthError } from '@tandem-auth/tokens'
import type { Services } from './config/services.js'
import type { RequestContext } from './login/request-context.js'
import type { LoginContext } from './login-context.js'

/**
 * What `clientSession` knows of a request, for the guards behind it.
 *
 * What belongs to a request and holds on to it must die with it, in the next small collection, or every request costs its
 * whole graph in the old generation. V8 has two traps for that: it allocates object literals there once enough of their
 * kind have survived, so this and its parts are classes; and to such a collection the value in a `WeakMap` is alive even if
 * its key isn't, so it is a property.
 */
export class Context {
  readonly services: Services<unknown>
  readonly context: RequestContext<unknown>
  readonly oidc: LoginContext<string, unknown>

  constructor(services: Services<unknown>, context: RequestContext<unknown>, oidc: LoginContext<string, unknown>) {
    this.services = services
    this.context = context
    this.oidc = oidc
  }
}

const key = Symbol('clientSession')

type WithContext = IncomingMessage & { [key]?: Context }

/** Not enumerable: a request that is logged, or copied, shows no secret of the configuration. */
export function setContext(req: IncomingMessage, context: Context): void {
  Object.defineProperty(req, key, { value: context, configurable: true })
}

/** `undefined` too for a request whose session couldn't be read, and for a provider's, which has none. */
export function findContext(req: IncomingMessage): Context | undefined {
  return (req as WithContext)[key]
}

/** @throws AuthError `ERR_SESSION_MIDDLEWARE` (500) for a request that no `clientSession` has seen */
export function contextOf(req: IncomingMessage): Context {
  const context = findContext(req)
  if (context !== undefined) return context
  throw new AuthError('ERR_SESSION_MIDDLEWARE', { hint: 'Mount clientSession(…) before what needs it.' })
}

/**
 * Who is logged in, for modules that don't know the app's `clientSession`; in the app itself `web.of(req)` has types.
 * @throws AuthError `ERR_SESSION_MIDDLEWARE` (500)
 */
export function loginOf(req: IncomingMessage): LoginContext<string, unknown> {
  return contextOf(req).oidc
}
