import type { IncomingMessage } from 'node:http'
import type { Claims } from '@tandem-auth/tokens'
import { plainCopy, toJsonObject } from './json-object.js'

/** The claims about the user that a session keeps by default (OpenID Connect Core 1.0, 5.1). */
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

/** All claims of the ID token and, where it was asked, of UserInfo. */
export type UserClaims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }

export interface ProfileOptions<User = UserProfile> {
  /** Names of the claims to keep, instead of the standard ones; `iss` and `sub` always stay. */
  readonly claims?: readonly string[] | undefined
  /**
   * Returns the session's user, made from all claims; it may be async. The result must be an object of JSON values. An
   * exception ends the login.
   */
  readonly map?: ((claims: UserClaims, context: { readonly req: IncomingMessage }) => User | Promise<User>) | undefined
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

/** All claims of a login, from the ID token and from UserInfo, whose `sub` must have been compared. */
export function mergeClaims(idToken: UserClaims, userInfo: Claims): UserClaims {
  const { iss, sub } = idToken
  const more = Object.entries(userInfo).filter(([name]) => !idTokenClaims.has(name))
  return plainCopy({ ...idToken, ...Object.fromEntries(more), iss, sub }) as UserClaims
}

/**
 * What the session keeps of the claims of a login.
 * @throws AuthError `ERR_PROFILE` (500), and whatever `profile.map` throws
 */
export async function makeUser<User>(
  claims: UserClaims,
  { claims: names = standardClaims, map }: ProfileOptions<User>,
  req: IncomingMessage,
): Promise<User> {
  if (map !== undefined) return toJsonObject(await map(claims, { req }), 'profile.map')
  const kept = names.filter((name) => Object.hasOwn(claims, name))
  return Object.fromEntries(['iss', 'sub', ...kept].map((name) => [name, claims[name]])) as User
}
