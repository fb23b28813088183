import { type Claims, claim, scopeClaim, stringClaim } from '../jwt/claims.js'
import type { ClaimReaders, ProfileRefusal } from './token-profile.js'

/** A token of another kind: the hint says which, and what to send. */
export function wrongKind(hint: string): ProfileRefusal {
  return { code: 'ERR_TOKEN_KIND', hint }
}

/** What looks like an ID token, and why: half a sentence that goes on after "and". */
export function likelyIdToken(reason: string): ProfileRefusal {
  return { code: 'ERR_TOKEN_KIND', hint: reason, isIdToken: true }
}

/** An access token that lacks what its provider always writes. */
export function wrongClaims(hint: string): ProfileRefusal {
  return { code: 'ERR_TOKEN_CLAIMS', hint }
}

/** The first of these claims that is there. */
export function firstPresentClaim(claims: Claims, names: readonly string[]): string | undefined {
  return names.find((name) => claim(claims, name) !== undefined)
}

/** The first of these claims that isn't a string with something in it. */
export function firstMissingString(claims: Claims, names: readonly string[]): string | undefined {
  return names.find((name) => stringClaim(claims, name) === undefined)
}

/** RFC 9068, 2.2: without a resource owner, "sub" is the client. What else a "sub" is can't be told from the token. */
export function isClientItself(claims: Claims): true | undefined {
  const client = stringClaim(claims, 'client_id')
  return client !== undefined && stringClaim(claims, 'sub') === client ? true : undefined
}

/** How RFC 9068 and RFC 7662 write what is read from a token or an answer. */
export const standardReaders: ClaimReaders = {
  clientId: (claims) => stringClaim(claims, 'client_id'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  permissions: (claims) => scopeClaim(claims, 'permissions'),
  isMachine: isClientItself,
}

/** The names of the members of a claim that is an object, or nothing. */
export function memberNames(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
}

/** An own member of something that may be an object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Claims)[name] : undefined
}
