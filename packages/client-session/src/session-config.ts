import type { Coordination } from './coordination/coordination.js'
import { memoryCoordination } from './coordination/memory.js'
import { memoryStore } from './memory-store.js'
import type { SessionOptions, SessionStore } from './session-options.js'

const owner = 'clientSession'

/** The session options as far as they can't be wrong any more, with the store and the name of the cookie. */
export interface SessionConfig {
  readonly cookieName: string
  readonly options: SessionOptions
  readonly store: SessionStore
  readonly coordination: Coordination | 'single-process'
  /** A `req.session` of the app may be used: nothing asks for one of our own, and coordination is given. */
  readonly appSession: 'use' | 'refuse' | 'needs coordination'
}

export interface SessionConfigInput {
  readonly secureCookies: boolean
  readonly session?: SessionOptions | undefined
  readonly coordination?: Coordination | 'single-process' | undefined
}

/** @throws TypeError naming the option */
export function parseSessionConfig({ secureCookies, session, coordination }: SessionConfigInput): SessionConfig {
  const options = session ?? {}
  const cookieName = options.name ?? (secureCookies ? '__Host-tandem' : 'tandem')
  assertCookie(options, cookieName, secureCookies)
  if (options.store !== undefined && coordination === undefined) {
    throw new TypeError(
      `${owner}: "coordination" is required with "session.store": redisCoordination(…), postgresCoordination(…), or 'single-process'`,
    )
  }
  return {
    cookieName,
    options,
    store: options.store ?? memoryStore(),
    coordination: coordination ?? memoryCoordination(),
    appSession: session !== undefined ? 'refuse' : coordination !== undefined ? 'use' : 'needs coordination',
  }
}

function assertCookie({ cookie }: SessionOptions, name: string, secureCookies: boolean): void {
  if (cookie === undefined) return
  if (typeof cookie !== 'object') throw new TypeError(`${owner}: "session.cookie" must be an object`)
  const sameSite: unknown = cookie.sameSite
  // The browser comes back from the provider by a cross-site navigation, without a Strict cookie: a login would never end.
  if (sameSite === 'strict' || sameSite === true) {
    throw new TypeError(`${owner}: "session.cookie.sameSite" must be 'lax' or 'none': with 'strict' a login never ends`)
  }
  if (secureCookies && cookie.secure === false) {
    throw new TypeError(`${owner}: "session.cookie.secure" must not be false when the base URL is https`)
  }
  const prefixed = name.startsWith('__Host-')
  if (prefixed && (cookie.domain !== undefined || (cookie.path ?? '/') !== '/')) {
    throw new TypeError(
      `${owner}: "session.cookie" must have no domain and the path / with the name ${name}; choose another "session.name"`,
    )
  }
}
