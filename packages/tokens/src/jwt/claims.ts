import { AuthError } from '../errors.js'

/** The claims of a token. Read them with `claim` and the functions below: what an object inherits was never signed. */
export type Claims = Readonly<Record<string, unknown>>

export function claim(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined
}

export function stringClaim(claims: Claims, name: string): string | undefined {
  const value = claim(claims, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A claim that is an array of strings; otherwise an empty list. */
export function stringArrayClaim(claims: Claims, name: string): readonly string[] {
  const value = claim(claims, name)
  return isStringArray(value) ? value : []
}

/** A claim that is a string of words separated by spaces (RFC 6749, 3.3), or an array of strings. */
export function scopeClaim(claims: Claims, name: string): readonly string[] {
  const value = claim(claims, name)
  if (typeof value === 'string') return value === '' ? [] : value.split(' ').filter((word) => word !== '')
  return isStringArray(value) ? value : []
}

/** The audiences of a token; `undefined` if it names none, or if they are malformed (RFC 7519, 4.1.3). */
export function audienceOf(claims: Claims): readonly string[] | undefined {
  const value = claim(claims, 'aud')
  if (typeof value === 'string') return value === '' ? undefined : [value]
  return isStringArray(value) && value.length > 0 ? value : undefined
}

export interface TimeCheck {
  /** Epoch seconds. */
  readonly now: number
  /** Seconds by which two clocks may differ. */
  readonly tolerance: number
}

/**
 * `exp` is required and must be in the future; `nbf` and `iat`, if present, must not be. All are numbers: a string, `null`
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
    if (time !== undefined && time > now + tolerance) {
      throw new AuthError('ERR_TOKEN_NOT_YET', { hint: notYetHint(name, time - now) })
    }
  }
}

/**
 * A NumericDate: epoch seconds, fractions included (RFC 7519, 2). `undefined` if the claim is absent.
 * @throws AuthError `ERR_TOKEN_CLAIMS` (401) if it is anything else
 */
export function timeClaim(claims: Claims, name: string): number | undefined {
  const value = claim(claims, name)
  if (value === undefined) return undefined
  if (!isNumericDate(value)) throw malformedClaim(name)
  return value
}

/** Whether a value is epoch seconds. Larger numbers, which JSON may write as 1e400, are not a time. */
export function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
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

function notYetHint(name: string, seconds: number): string {
  return `The "${name}" of the token is ${Math.ceil(seconds)} seconds ahead of this machine's clock. If that is not on purpose, set the clocks by NTP, or raise "clockTolerance".`
}

function isStringArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
