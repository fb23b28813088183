import { AuthError } from '../errors.js'

/** The claims of a token. Read them by `claim` and its kin: what an object inherits was never signed. */
export type Claims = Readonly<Record<string, unknown>>

export function claim(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined
}

export function stringClaim(claims: Claims, name: string): string | undefined {
  const value = claim(claims, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A claim that is a list of strings, written as an array. */
export function stringArrayClaim(claims: Claims, name: string): readonly string[] {
  const value = claim(claims, name)
  return isStringArray(value) ? value : []
}

/** A claim that is a list of words with single spaces between them (RFC 6749, 3.3), or an array of strings. */
export function scopeClaim(claims: Claims, name: string): readonly string[] {
  const value = claim(claims, name)
  if (typeof value === 'string') return value === '' ? [] : value.split(' ').filter((word) => word !== '')
  return isStringArray(value) ? value : []
}

/** The audiences of a token, or `undefined` when there are none or they are malformed (RFC 7519, 4.1.3). */
export function audienceOf(claims: Claims): readonly string[] | undefined {
  const value = claim(claims, 'aud')
  if (typeof value === 'string') return value === '' ? undefined : [value]
  return isStringArray(value) && value.length > 0 ? value : undefined
}

export interface TimeCheck {
  /** Epoch seconds. */
  readonly now: number
  /** Seconds by which clocks may differ. */
  readonly tolerance: number
}

/**
 * `exp` is required and lies ahead; `nbf` and `iat`, where present, don't. All are whole seconds: a fraction, a string
 * or 1e400 is refused.
 * @throws AuthError `ERR_TOKEN_CLAIMS`, `ERR_TOKEN_EXPIRED`, `ERR_TOKEN_NOT_YET` (401)
 * @see RFC 7519, 4.1.4 to 4.1.6
 */
export function checkTimes(claims: Claims, { now, tolerance }: TimeCheck): void {
  const exp = timeClaim(claims, 'exp')
  if (exp === undefined) throw missingClaim('exp')
  if (now >= exp + tolerance) throw new AuthError('ERR_TOKEN_EXPIRED', { hint: expiredHint(now - exp) })
  for (const name of ['nbf', 'iat']) {
    const time = timeClaim(claims, name)
    if (time !== undefined && time > now + tolerance) throw new AuthError('ERR_TOKEN_NOT_YET')
  }
}

/** A NumericDate of whole seconds, or `undefined` when it is absent. */
export function timeClaim(claims: Claims, name: string): number | undefined {
  const value = claim(claims, name)
  if (value === undefined) return undefined
  if (!Number.isSafeInteger(value)) throw malformedClaim(name)
  return value as number
}

function missingClaim(name: string): AuthError {
  return new AuthError('ERR_TOKEN_CLAIMS', { hint: `The token has no "${name}", or an empty one.` })
}

function malformedClaim(name: string): AuthError {
  return new AuthError('ERR_TOKEN_CLAIMS', { hint: `The "${name}" of the token is malformed.` })
}

function expiredHint(seconds: number): string {
  return `The token expired ${Math.floor(seconds)} seconds ago. The client has to get a new one.`
}

function isStringArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
