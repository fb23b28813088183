import type { IncomingMessage } from 'node:http'
import { createProviderFetch, type ProviderFetch } from '@tandem-auth/tokens'
import { type ApiConfig, parseApis } from '../access-tokens/api-config.js'
import { type BaseUrl, isHttps, parseBaseUrls } from '../http/base-url.js'
import type { ProfileOptions } from '../login-state/user-profile.js'
import { type ProviderConfig, parseProviders, providerOptionNames } from '../provider/provider-config.js'
import type { SessionOptions } from '../session/session-options.js'
import type { Coordination } from '../storage/coordination.js'
import { createKeyRing, type KeyRing } from '../storage/key-ring.js'
import { assertKnown, fail, flag, seconds } from './check.js'
import type { ClientSessionOptions, RouteOptions } from './options.js'

/** The options as we run on them: checked, complete, and never changed. */
export interface Config<User> {
  readonly providers: readonly [ProviderConfig, ...ProviderConfig[]]
  readonly selectIssuer: ((req: IncomingMessage) => string) | undefined
  readonly baseUrls: readonly [BaseUrl, ...BaseUrl[]]
  readonly secure: boolean
  readonly keys: KeyRing
  readonly session: SessionOptions | undefined
  readonly coordination: Coordination | 'single-process' | undefined
  readonly storeTimeout: number
  readonly idleTimeout: number
  readonly absoluteTimeout: number
  readonly maxSessions: number | undefined
  readonly refusedRefreshEndsSession: boolean
  readonly profile: ProfileOptions<User>
  readonly apis: ReadonlyMap<string, ApiConfig>
  readonly routes: Routes
  readonly responseMode: 'query' | 'form_post'
  readonly clockTolerance: number
  readonly fetch: ProviderFetch
  /** For calls to APIs: unlimited in size, since the answers are the app's. */
  readonly apiFetch: typeof globalThis.fetch
  readonly insecureHosts: readonly string[]
  readonly loginRequired: boolean
  readonly idpLogout: boolean
  readonly clearSiteData: string | undefined
}

export interface Routes {
  readonly login: string | false
  readonly callback: string
  readonly logout: string | false
  readonly backchannelLogout: string | false
  readonly frontchannelLogout: string | false
}

const optionNames = [
  ...providerOptionNames,
  ...['issuer', 'selectIssuer', 'baseUrl', 'secret', 'session', 'coordination', 'storeTimeout', 'idleTimeout'],
  ...['absoluteTimeout', 'maxSessions', 'refusedRefreshEndsSession', 'profile', 'apis', 'routes', 'responseMode'],
  ...['clockTolerance', 'fetch', 'timeout', 'insecureHosts', 'loginRequired', 'idpLogout', 'clearSiteData'],
]

/** @throws TypeError that names the option */
export function parseOptions<User>(options: ClientSessionOptions<string, User>): Config<User> {
  assertKnown('options', options, optionNames)
  const { insecureHosts = [], selectIssuer, maxSessions, session, coordination } = options
  const fetch = createProviderFetch('clientSession', options)
  const apis = parseApis(options.apis, insecureHosts)
  const baseUrls = parseBaseUrls(
    options.baseUrl ?? (process.env.BASE_URL || missing('baseUrl', 'BASE_URL')),
    insecureHosts,
  )
  const secure = isHttps(baseUrls[0].origin)
  if (selectIssuer !== undefined && typeof selectIssuer !== 'function') fail('selectIssuer', 'must be a function')
  if (maxSessions !== undefined && !(Number.isSafeInteger(maxSessions) && maxSessions > 0)) {
    fail('maxSessions', 'must be a whole number above 0')
  }
  return {
    providers: parseProviders(options, scopesOf(apis)),
    selectIssuer,
    baseUrls,
    secure,
    keys: createKeyRing(parseSecrets(options)),
    session,
    coordination,
    storeTimeout: seconds('storeTimeout', options.storeTimeout, 2, 0.001, 300),
    idleTimeout: seconds('idleTimeout', options.idleTimeout, 86_400),
    absoluteTimeout: seconds('absoluteTimeout', options.absoluteTimeout, 604_800),
    maxSessions,
    refusedRefreshEndsSession: flag('refusedRefreshEndsSession', options.refusedRefreshEndsSession, false),
    profile: parseProfile(options.profile),
    apis,
    routes: parseRoutes(options.routes),
    responseMode: parseResponseMode(options.responseMode, secure),
    clockTolerance: seconds('clockTolerance', options.clockTolerance, 30, 0, 300),
    fetch,
    apiFetch: options.fetch ?? globalThis.fetch,
    insecureHosts,
    loginRequired: flag('loginRequired', options.loginRequired, false),
    idpLogout: flag('idpLogout', options.idpLogout, true),
    clearSiteData: parseClearSiteData(options.clearSiteData),
  }
}

function missing(option: string, variable: string): never {
  fail(option, `is required, or ${variable}`)
}

function parseSecrets({ secret, session }: ClientSessionOptions<string, unknown>): readonly [string, ...string[]] {
  const value: unknown =
    secret ?? session?.secret ?? (process.env.SESSION_SECRET || missing('secret', 'SESSION_SECRET'))
  const secrets: readonly unknown[] = Array.isArray(value) ? value : [value]
  const strong = secrets.filter((item): item is string => typeof item === 'string' && Buffer.byteLength(item) >= 32)
  const [first, ...others] = strong
  // Never quote it: the message goes to a log.
  if (first === undefined || strong.length !== secrets.length) fail('secret', 'must be 32 bytes at least, each of them')
  return [first, ...others]
}

function scopesOf(apis: ReadonlyMap<string, ApiConfig>): readonly string[] {
  return [...apis.values()].flatMap(({ scopes }) => scopes)
}

function parseProfile<User>(profile: ProfileOptions<User> = {}): ProfileOptions<User> {
  assertKnown('profile', profile, ['claims', 'map', 'userInfo'])
  const { claims, map } = profile
  if (claims !== undefined && !(Array.isArray(claims) && claims.every((name) => typeof name === 'string'))) {
    fail('profile.claims', 'must be an array of names')
  }
  if (map !== undefined && typeof map !== 'function') fail('profile.map', 'must be a function')
  return { ...profile, userInfo: flag('profile.userInfo', profile.userInfo, false) }
}

function parseRoutes(routes: RouteOptions = {}): Routes {
  const { login = '/login', callback = '/callback', logout = '/logout' } = routes
  const { backchannelLogout = '/backchannel-logout', frontchannelLogout = false } = routes
  const parsed = { login, callback, logout, backchannelLogout, frontchannelLogout }
  assertKnown('routes', routes, Object.keys(parsed))
  const paths = Object.entries(parsed).flatMap(([name, path]) => (path === false ? [] : [[name, path] as const]))
  for (const [name, path] of paths) {
    if (typeof path !== 'string' || !/^(?:\/[\w.~-]+)+$/.test(path))
      fail(`routes.${name}`, 'must be a path like "/login"')
  }
  if (new Set(paths.map(([, path]) => path)).size !== paths.length) fail('routes', 'must all differ')
  if ((callback as string | false) === false) fail('routes.callback', 'cannot be turned off')
  return parsed
}

function parseResponseMode(mode: unknown, secure: boolean): 'query' | 'form_post' {
  if (mode === undefined || mode === 'query') return 'query'
  if (mode !== 'form_post') fail('responseMode', "must be 'query' or 'form_post'")
  // Browsers hold back the cookies of a POST from another site, unless they are SameSite=None, which needs https.
  if (!secure) fail('responseMode', '\'form_post\' needs an https "baseUrl"')
  return mode
}

function parseClearSiteData(value: readonly string[] = ['cache']): string | undefined {
  const known = ['cache', 'storage', 'executionContexts']
  if (!Array.isArray(value) || value.some((item) => !known.includes(item))) {
    // "cookies" clears those of the whole registrable domain, other apps' among them.
    fail('clearSiteData', `must be an array of ${known.join(', ')}`)
  }
  return value.length === 0 ? undefined : value.map((item) => `"${item}"`).join(', ')
}
