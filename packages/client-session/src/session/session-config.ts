import { type OptionChecks, optionChecks } from '@tandem-auth/tokens'
import type { Coordination } from '../storage/coordination.js'
import { memoryCoordination } from '../storage/memory-coordination.js'
import { memoryStore } from '../storage/memory-session-store.js'
import { isIoredis } from '../storage/redis-client.js'
import type { SessionStore } from '../storage/session-store.js'
import type { SessionCookieOptions, SessionOptions } from './session-options.js'

const checks: OptionChecks = optionChecks('clientSession')

const optionNames: readonly (keyof SessionOptions)[] = [
  ...(['name', 'store', 'cookie', 'genid', 'proxy', 'resave', 'rolling', 'saveUninitialized', 'unset'] as const),
]

const cookieOptionNames: readonly (keyof SessionCookieOptions)[] = [
  ...(['maxAge', 'domain', 'path', 'httpOnly', 'secure', 'partitioned', 'priority', 'sameSite'] as const),
]

const operations: readonly (keyof Coordination)[] = [
  ...([
    'setIfAbsent',
    'take',
    'get',
    'compareAndSet',
    'extend',
    'addMember',
    'removeMember',
    'members',
    'time',
    'lease',
  ] as const),
]

/** The checked session options, with the store and the name of the cookie. */
export interface SessionConfig {
  readonly cookieName: string
  readonly options: SessionOptions
  readonly store: SessionStore
  readonly coordination: Coordination | 'single-process'
  /** Whether a `req.session` of the app may be used: the options ask for no session of ours, and coordination is given. */
  readonly appSession: 'use' | 'refuse' | 'needs coordination'
}

export interface SessionConfigInput {
  readonly secureCookies: boolean
  /** Of the base URL; empty where it is the default port of the scheme. */
  readonly port?: string | undefined
  readonly session?: SessionOptions | undefined
  readonly coordination?: Coordination | 'single-process' | undefined
}

/** @throws TypeError naming the option */
export function parseSessionConfig({ secureCookies, port, session, coordination }: SessionConfigInput): SessionConfig {
  const options = session ?? {}
  if ('secret' in Object(options)) checks.fail('session.secret', 'must be the option "secret" of clientSession itself')
  checks.assertKnown(options, optionNames, 'session')
  const cookieName = options.name ?? defaultName(secureCookies, port)
  assertCookie(options, cookieName, secureCookies)
  if (options.store !== undefined && coordination === undefined) {
    checks.fail(
      'coordination',
      `is required with "session.store": redisCoordination(…), postgresCoordination(…), or 'single-process'`,
    )
  }
  if (options.store !== undefined) assertStore(options.store)
  if (coordination !== undefined && coordination !== 'single-process') {
    assertMethods('coordination', coordination, operations)
  }
  return {
    cookieName,
    options,
    store: options.store ?? memoryStore(),
    coordination: coordination ?? memoryCoordination(),
    appSession: session !== undefined ? 'refuse' : coordination !== undefined ? 'use' : 'needs coordination',
  }
}

// Cookies don't tell ports apart (RFC 6265, 8.5): two apps on localhost would overwrite each other's session.
function defaultName(secureCookies: boolean, port: string | undefined): string {
  if (secureCookies) return '__Host-tandem'
  return port === undefined || port === '' ? 'tandem' : `tandem-${port}`
}

function assertStore(store: SessionStore): void {
  assertMethods('session.store', store, ['get', 'set', 'destroy'])
  // connect-redis 8 wraps what it is given; 9 calls it as a client of node-redis, and the first login would fail.
  const { client } = store as SessionStore & { readonly client?: unknown }
  if (typeof client === 'object' && client !== null && isIoredis(client)) {
    checks.fail('session.store', 'has a client of ioredis: use connect-redis 8 with it, or the package redis')
  }
}

function assertMethods(option: string, value: unknown, names: readonly string[]): void {
  const methods = Object(value) as Readonly<Record<string, unknown>>
  const missing = names.find((name) => typeof methods[name] !== 'function')
  if (missing !== undefined) checks.fail(option, `must have a method "${missing}"`)
}

function assertCookie({ cookie }: SessionOptions, name: string, secureCookies: boolean): void {
  if (cookie === undefined) return
  checks.assertKnown(cookie, cookieOptionNames, 'session.cookie')
  const sameSite: unknown = cookie.sameSite
  if (
    !['boolean', 'undefined'].includes(typeof sameSite) &&
    !['strict', 'lax', 'none'].some((value) => value === sameSite)
  ) {
    checks.fail('session.cookie.sameSite', "must be 'strict', 'lax' or 'none'")
  }
  if (secureCookies && cookie.secure === false) {
    checks.fail('session.cookie.secure', 'must not be false when the base URL is https')
  }
  if (!secureCookies && cookie.secure === true) {
    checks.fail(
      'session.cookie.secure',
      'must not be true when the base URL is http: no cookie comes back, and a login never ends',
    )
  }
  const prefixed = name.startsWith('__Host-')
  if (prefixed && (cookie.domain !== undefined || (cookie.path ?? '/') !== '/')) {
    checks.fail(
      'session.cookie',
      `must have no domain and the path / with the name ${name}; choose another "session.name"`,
    )
  }
}
