import { type Claims, claim, scopeClaim, stringClaim } from '../jwt/claims.js'
import { comparableType } from '../jwt/token-kind.js'
import { quote } from '../quote.js'
import { firstPresentClaim, likelyIdToken, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile, VerifiedToken } from './token-profile.js'

export interface LegacyJwtOptions {
  /**
   * Claims that every access token of this provider has and no ID token does, each with its only value, or `true` for any
   * value.
   */
  readonly requireClaims: Readonly<Record<string, string | number | true>>
  /** Claims that only other kinds of this provider's tokens have. */
  readonly refuseClaims?: readonly string[] | undefined
  /** The claim that names the client, `client_id` by default. */
  readonly clientIdClaim?: string | undefined
  /** The claim with the scopes, `scope` by default: a string with spaces, or an array. */
  readonly scopesClaim?: string | undefined
  /** The claim with the permissions, `permissions` by default. */
  readonly permissionsClaim?: string | undefined
  /** Accepted header types, `['JWT', '']` by default; `''` stands for none. `application/` is ignored. */
  readonly headerTypes?: readonly string[] | undefined
}

const names = ['requireClaims', 'refuseClaims', 'clientIdClaim', 'scopesClaim', 'permissionsClaim', 'headerTypes']

// Claims that ID tokens have at some provider (OpenID Connect Core 1.0, 2 and 5.1).
const idTokenClaims = new Set(
  'iss sub aud exp iat nbf jti nonce auth_time acr amr azp sid at_hash c_hash s_hash events name given_name family_name middle_name nickname preferred_username profile picture website email email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at'.split(
    ' ',
  ),
)

/**
 * A profile for a provider whose access tokens follow no standard and have no profile here. You name what tells them
 * apart, after a look at real tokens of both kinds. A claim that ID tokens may have, too, doesn't count as proof.
 * @throws TypeError naming the option
 */
export function legacyJwt(options: LegacyJwtOptions): TokenProfile {
  const required = parseOptions(options)
  const { clientIdClaim = 'client_id', scopesClaim = 'scope', permissionsClaim = 'permissions' } = options
  const refused = options.refuseClaims ?? []
  const clientId = (claims: Claims) => stringClaim(claims, clientIdClaim)
  return {
    name: 'legacyJwt',
    headerTypes: (options.headerTypes ?? ['jwt', '']).map(comparableType),
    screen({ claims, audience }) {
      const mark = firstPresentClaim(claims, refused)
      if (mark !== undefined) return wrongKind(`An access token of this provider has no ${quote(mark)}.`)
      const client = clientId(claims)
      // An ID token is addressed to the client that it was issued to.
      if (client === undefined || !audience.includes(client)) return undefined
      return likelyIdToken('is addressed to that same client')
    },
    prove: (token) => proveClaims(token, required),
    clientId,
    scopes: (claims) => scopeClaim(claims, scopesClaim),
    permissions: (claims) => scopeClaim(claims, permissionsClaim),
  }
}

function proveClaims({ claims }: VerifiedToken, required: ReadonlyMap<string, unknown>) {
  for (const [name, value] of required) {
    const found = claim(claims, name)
    if (found === undefined || (value !== true && found !== value)) {
      return wrongClaims(
        `An access token of this provider has ${quote(name)}, as "requireClaims" says; this one does not.`,
      )
    }
  }
  return undefined
}

function parseOptions(options: LegacyJwtOptions): ReadonlyMap<string, unknown> {
  const given: unknown = options
  if (typeof given !== 'object' || given === null) throw new TypeError('legacyJwt: the options must be an object')
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new TypeError(`legacyJwt: unknown option "${unknown}"`)
  const required = new Map(Object.entries(options.requireClaims ?? {}))
  if (![...required.keys()].some((name) => !idTokenClaims.has(name))) {
    throw new TypeError('legacyJwt: "requireClaims" must name a claim that ID tokens do not have')
  }
  for (const value of required.values()) {
    if (value !== true && typeof value !== 'string' && typeof value !== 'number') {
      throw new TypeError('legacyJwt: "requireClaims" takes strings, numbers and true as values')
    }
  }
  return required
}
