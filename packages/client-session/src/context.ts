import type { IncomingMessage } from 'node:http'
import { AuthError, warnInDevelopment } from '@tandem-auth/tokens'
import type { Services } from './config/services.js'
import type { RequestContext } from './login/request-context.js'
import type { LoginContext } from './login-context.js'

/**
 * What one `clientSession` knows of a request, for the guards behind it.
 *
 * Per-request objects must be collectable by a minor garbage collection, or each request's object graph is promoted to the
 * old generation. Two V8 behaviors prevent that: literals may be pretenured (so these are classes), and a minor collection
 * keeps the values of a `WeakMap` alive (so this is a property of the request).
 */
export class Context {
  readonly services: Services<unknown>
  readonly request: RequestContext<unknown>
  readonly login: LoginContext<string, unknown>
  /** That of another `clientSession`, which saw this request before. */
  readonly previous: Context | undefined

  constructor(
    services: Services<unknown>,
    request: RequestContext<unknown>,
    login: LoginContext<string, unknown>,
    previous: Context | undefined,
  ) {
    this.services = services
    this.request = request
    this.login = login
    this.previous = previous
  }
}

const key = Symbol('clientSession')

type WithContext = IncomingMessage & { [key]?: Context }

/** Not enumerable, so that a request that is logged or copied doesn't show a secret of the configuration. */
export function setContext(req: IncomingMessage, context: Context): void {
  Object.defineProperty(req, key, { value: context, configurable: true })
}

/** The last one. `undefined` also for a request whose session couldn't be read, and for a provider's, which has none. */
export function findContext(req: IncomingMessage): Context | undefined {
  return (req as WithContext)[key]
}

/** @throws AuthError `ERR_SESSION_MIDDLEWARE` (500) for a request that no `clientSession` has seen */
export function contextOf(req: IncomingMessage): Context {
  const context = findContext(req)
  if (context !== undefined) return context
  throw missing('Mount clientSession(…) before the code that needs it.')
}

function missing(hint: string): AuthError {
  const error = new AuthError('ERR_SESSION_MIDDLEWARE', { hint })
  warnInDevelopment('session.failed', error)
  return error
}

/**
 * The context of one `clientSession` and no other: a user of the shop isn't one of the administration beside it.
 * @throws AuthError `ERR_SESSION_MIDDLEWARE` (500) for a request that this one hasn't seen
 */
export function ownContextOf(req: IncomingMessage, services: unknown): Context {
  let context: Context | undefined = contextOf(req)
  while (context !== undefined && context.services !== services) context = context.previous
  if (context !== undefined) return context
  throw missing('This request was seen by another clientSession(…).')
}

/**
 * Who is logged in, for modules that don't know the app's `clientSession`; in the app itself `web.of(req)` has types. With
 * several on one request it is the last one's.
 * @throws AuthError `ERR_SESSION_MIDDLEWARE` (500)
 */
export function loginOf(req: IncomingMessage): LoginContext<string, unknown> {
  return contextOf(req).login
}
