import { type Claims, claim, scopeClaim, stringClaim } from '../jwt/claims.js'
import type { ClaimReaders, ProfileRefusal } from './token-profile.js'

/** A token of another kind. The hint says which, and what to send instead. */
export function wrongKind(hint: string): ProfileRefusal {
  return { code: 'ERR_TOKEN_KIND', hint }
}

/** A token that looks like an ID token. The reason is a clause that completes "it was issued to the client 'x', and …". */
export function likelyIdToken(reason: string): ProfileRefusal {
  return { code: 'ERR_TOKEN_KIND', hint: reason, isIdToken: true }
}

/** An access token without a claim that its provider always writes. */
export function wrongClaims(hint: string): ProfileRefusal {
  return { code: 'ERR_TOKEN_CLAIMS', hint }
}

/** The name of the first of these claims that is present. */
export function firstPresentClaim(claims: Claims, names: readonly string[]): string | undefined {
  return names.find((name) => claim(claims, name) !== undefined)
}

/** The name of the first of these claims that isn't a non-empty string. */
export function firstMissingString(claims: Claims, names: readonly string[]): string | undefined {
  return names.find((name) => stringClaim(claims, name) === undefined)
}

/** RFC 9068, 2.2: without a resource owner, "sub" is the client. Any other "sub", or none, tells nothing. */
export function isClientItself(claims: Claims): true | undefined {
  const client = stringClaim(claims, 'client_id')
  return client !== undefined && stringClaim(claims, 'sub') === client ? true : undefined
}

/** Reads claims as RFC 9068 and RFC 7662 name them. */
export const standardReaders: ClaimReaders = {
  clientId: (claims) => stringClaim(claims, 'client_id'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  permissions: (claims) => scopeClaim(claims, 'permissions'),
  isMachine: isClientItself,
}

/** The member names of a claim that is an object; otherwise none. */
export function memberNames(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
}

/** An own member of a value that may be an object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Claims)[name] : undefined
}

/** A URL with these parameters beside its own. */
export function urlWith(endpoint: string, params: Readonly<Record<string, string>>): URL {
  const url = new URL(endpoint)
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  return url
}
