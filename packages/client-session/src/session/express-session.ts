import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError, publish } from '@tandem-auth/tokens'
import session from 'express-session'
import { dropRepeatedCookie } from '../http/cookies.js'
import { storeFailure } from '../storage/deadline.js'
import type { SessionRow } from '../storage/session-store.js'
import type { GuardedStore } from './guarded-store.js'
import type { SessionOptions } from './session-options.js'

/** A request as express-session leaves it. */
export type SessionRequest = IncomingMessage & {
  session?: ExpressSession | undefined
  sessionID: string
  sessionStore: unknown
  originalUrl?: string
}

/** The part of express-session's `req.session` that is used here; its own types must stay out of our declarations. */
export interface ExpressSession extends SessionRow {
  readonly id: string
  save(callback: (error?: unknown) => void): void
  regenerate(callback: (error?: unknown) => void): void
  destroy(callback: (error?: unknown) => void): void
}

/** Runs express-session over our wrapper of the store; `done` is called once. */
export type SessionMount = (
  req: SessionRequest,
  res: ServerResponse,
  done: (error: unknown) => void,
  renews: boolean,
) => void

export interface SessionMountConfig {
  readonly cookieName: string
  readonly secureCookies: boolean
  readonly options: SessionOptions
  /** The first one signs the cookie; all of them verify it. */
  readonly cookieKeys: readonly Buffer[]
  readonly store: GuardedStore
}

export function createSessionMount(config: SessionMountConfig): SessionMount {
  const { cookieName, options, store } = config
  const path = options.cookie?.path ?? '/'
  const mounted = session({
    ...options,
    name: cookieName,
    secret: config.cookieKeys.map((key) => key.toString('base64url')),
    store: store as unknown as session.Store,
    resave: options.resave ?? false,
    // Otherwise the browser would drop the cookie of a user who is active all the time.
    rolling: options.rolling ?? options.cookie?.maxAge !== undefined,
    saveUninitialized: options.saveUninitialized ?? false,
    cookie: { httpOnly: true, secure: config.secureCookies, sameSite: 'lax', ...options.cookie },
  }) as unknown as (req: SessionRequest, res: ServerResponse, next: (error?: unknown) => void) => void

  return function mountSession(req, res, done, renews) {
    dropRepeatedCookie(req, cookieName)
    let finished = false
    const next = (error?: unknown) => {
      const failure = error === undefined ? undefined : storeFailure(error)
      if (failure !== undefined) publish('session.failed', () => ({ code: failure.code }))
      // express-session calls back a second time when it couldn't save at the end of a response that is being sent.
      if (finished) return
      finished = true
      if (failure !== undefined) return done(failure)
      // When its store is disconnected, express-session goes on without a session, and everybody would be anonymous.
      const missing = req.session === undefined && (req.originalUrl ?? req.url ?? '/').startsWith(path)
      done(missing ? new AuthError('ERR_SESSION_STORE') : undefined)
    }
    if (renews) return mounted(req, res, next)
    // express-session calls `get` of its store in this tick.
    store.withoutRenewal(() => mounted(req, res, next))
  }
}
