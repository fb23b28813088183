import type { Claims } from '@tandem-auth/tokens'

/** The claims about a user that a session keeps by default (OpenID Connect Core 1.0, 5.1). */
export interface UserProfile {
  readonly iss: string
  readonly sub: string
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly middle_name?: string
  readonly nickname?: string
  readonly preferred_username?: string
  readonly profile?: string
  readonly picture?: string
  readonly website?: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly gender?: string
  readonly birthdate?: string
  readonly zoneinfo?: string
  readonly locale?: string
  readonly phone_number?: string
  readonly phone_number_verified?: boolean
  readonly address?: Readonly<Record<string, string>>
  readonly updated_at?: number
  readonly [claim: string]: unknown
}

/** All claims about a user, of the ID token and, where it was asked, of UserInfo. */
export type UserClaims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }

export interface ProfileOptions<User = UserProfile> {
  /** Names of the claims to keep, instead of the standard ones; `iss` and `sub` always stay. */
  readonly claims?: readonly string[] | undefined
  /** Makes the session's user from all claims; what it returns has to survive JSON. What it throws ends the login. */
  readonly map?: ((claims: UserClaims) => User) | undefined
  /** Also asks the UserInfo endpoint at login. */
  readonly userInfo?: boolean | undefined
}

const standardClaims = [
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'],
  ...['website', 'email', 'email_verified', 'gender', 'birthdate', 'zoneinfo', 'locale', 'phone_number'],
  ...['phone_number_verified', 'address', 'updated_at'],
]

// Claims about the token or the login. Never taken from UserInfo: a user who can edit a profile there could forge `acr` or
// `auth_time`.
const idTokenClaims = new Set([
  ...['iss', 'sub', 'aud', 'azp', 'exp', 'iat', 'nbf', 'jti', 'nonce', 'at_hash', 'c_hash', 's_hash'],
  ...['acr', 'amr', 'auth_time', 'sid', 'session_expiry'],
])

// Names that reach a prototype when they are copied or merged.
const dangerous = new Set(['__proto__', 'constructor', 'prototype'])

/** Makes what the session keeps of a login's claims. The caller has compared UserInfo's `sub`. */
export function makeUser<User>(idToken: UserClaims, userInfo: Claims, options: ProfileOptions<User>): User {
  const { iss, sub } = idToken
  const more = Object.entries(userInfo).filter(([name]) => !idTokenClaims.has(name))
  const claims = plainCopy({ ...idToken, ...Object.fromEntries(more), iss, sub }) as UserClaims
  if (options.map !== undefined) return options.map(claims)
  const kept = (options.claims ?? standardClaims).filter((name) => Object.hasOwn(claims, name))
  return Object.fromEntries(['iss', 'sub', ...kept].map((name) => [name, claims[name]])) as User
}

/** Copies at any depth, without names that would reach a prototype. */
function plainCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainCopy)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !dangerous.has(name))
  return Object.fromEntries(entries.map(([name, item]) => [name, plainCopy(item)]))
}
