import { type OptionChecks, type OptionParser, type OptionParsers, optionChecks } from '@tandem-auth/tokens'
import type { ProfileOptions } from '../login-state/user-profile.js'
import type { LimitOptions, LogoutOptions, RouteOptions } from './options.js'

const check: OptionChecks = optionChecks('clientSession')

/** The parsed `limits`. */
export interface Limits {
  /** Seconds. */
  readonly idle: number
  /** Seconds. */
  readonly absolute: number
  readonly perUser: number | undefined
  readonly endOnRefusedRefresh: boolean
}

const limitParsers = {
  idle: check.seconds(86_400, { least: 1 }),
  absolute: check.seconds(604_800, { least: 1 }),
  perUser: check.optional(check.wholeNumber(1, { least: 1 })),
  endOnRefusedRefresh: check.boolean(false),
} satisfies OptionParsers<LimitOptions>

export function parseLimits(value: unknown = {}, option: string): Limits {
  return check.parse(value, limitParsers, option)
}

/** The parsed `logout`. */
export interface Logout {
  readonly provider: boolean
  readonly keepIdToken: boolean | 'auto'
  /** The header's value; `undefined` for no header. */
  readonly clearSiteData: string | undefined
  readonly parameters: Readonly<Record<string, string>>
}

const logoutParsers = {
  provider: check.boolean(true),
  keepIdToken(value: unknown = 'auto', option: string): boolean | 'auto' {
    if (typeof value === 'boolean' || value === 'auto') return value
    return check.fail(option, "must be true, false or 'auto'")
  },
  clearSiteData(value: unknown = ['cache'], option: string): string | undefined {
    const known = ['cache', 'storage', 'executionContexts']
    if (!Array.isArray(value) || value.some((item) => !known.includes(item))) {
      // "cookies" clears those of the whole registrable domain, including other apps' cookies.
      check.fail(option, `must be an array of ${known.join(', ')}`)
    }
    return value.length === 0 ? undefined : value.map((item) => `"${item}"`).join(', ')
  },
  parameters(value: unknown = {}, option: string): Readonly<Record<string, string>> {
    if (typeof value !== 'object' || value === null || Object.values(value).some((item) => typeof item !== 'string')) {
      check.fail(option, 'must be an object of strings')
    }
    const fixed = Object.keys(value).find((name) => fixedLogoutParameters.has(name))
    if (fixed !== undefined) check.fail(option, `must not set ${fixed}`)
    return { ...value }
  },
} satisfies OptionParsers<LogoutOptions>

// Parameters that name the client, the session, or where the browser goes afterwards.
const fixedLogoutParameters = new Set([
  ...['client_id', 'id_token_hint', 'logout_hint', 'post_logout_redirect_uri', 'state'],
  ...['logout_uri', 'returnTo', 'return_to', 'session_id'],
])

export function parseLogout(value: unknown = {}, option: string): Logout {
  return check.parse(value, logoutParsers, option)
}

/** The parsed `routes`. */
export interface Routes {
  readonly login: string | false
  readonly callback: string
  readonly logout: string | false
  readonly session: string | false
  readonly backchannelLogout: string | false
  readonly frontchannelLogout: string | false
}

function path(value: unknown, option: string): string {
  if (value === false) check.fail(option, 'cannot be turned off')
  if (typeof value === 'string' && /^(?:\/[\w.~-]+)+\/?$/.test(value)) return value
  return check.fail(option, 'must be a path like "/login"')
}

function pathOrFalse(fallback: string | false): OptionParser<string | false> {
  return (value = fallback, option) => (value === false ? false : path(value, option).replace(/\/$/, ''))
}

const routeParsers = {
  login: pathOrFalse('/login'),
  // A slash at the end may be part of the registered redirect URI, so it stays.
  callback: (value: unknown = '/callback', option: string): string => path(value, option),
  logout: pathOrFalse('/logout'),
  backchannelLogout: pathOrFalse('/backchannel-logout'),
  session: pathOrFalse(false),
  frontchannelLogout: pathOrFalse(false),
} satisfies OptionParsers<RouteOptions>

export function parseRoutes(value: unknown = {}, option: string): Routes {
  const routes = check.parse(value, routeParsers, option)
  const paths = Object.values(routes).flatMap((route) => (route === false ? [] : [route.replace(/\/$/, '')]))
  if (new Set(paths).size !== paths.length) check.fail(option, 'must all differ')
  return routes
}

const profileParsers = {
  claims: check.optional((value, option): readonly string[] =>
    Array.isArray(value) && value.every((name) => typeof name === 'string')
      ? value
      : check.fail(option, 'must be an array of names'),
  ),
  map: check.optional(check.function<NonNullable<ProfileOptions<unknown>['map']>>()),
  userInfo: check.boolean(false),
} satisfies OptionParsers<ProfileOptions<unknown>>

export function parseProfile(value: unknown = {}, option: string): ProfileOptions<unknown> {
  return check.parse(value, profileParsers, option)
}
