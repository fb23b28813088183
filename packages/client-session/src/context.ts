import type { IncomingMessage } from 'node:http'
import { AuthError } from '@tandem-auth/tokens'
import type { Oidc } from './oidc.js'
import type { Parts, Visit } from './parts.js'

/** What `clientSession` knows of a request, for the guards behind it. */
export interface Context {
  readonly parts: Parts<unknown>
  readonly visit: Visit<unknown>
  readonly oidc: Oidc<string, unknown>
}

const contexts = new WeakMap<IncomingMessage, Context>()

export function setContext(req: IncomingMessage, context: Context): void {
  contexts.set(req, context)
}

/** `undefined` too for a request whose session couldn't be read, and for a provider's, which has none. */
export function findContext(req: IncomingMessage): Context | undefined {
  return contexts.get(req)
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
export function oidcOf(req: IncomingMessage): Oidc<string, unknown> {
  return contextOf(req).oidc
}
