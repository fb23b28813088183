import { AuthError } from '@tandem-auth/tokens'

/** How recent and how strong a login must be. */
export interface LoginStrength {
  /** Seconds since the login at the provider. */
  readonly maxAge?: number | undefined
  /** Authentication context classes, one of which is needed. */
  readonly acr?: readonly string[] | undefined
}

/** What the provider said about the login; what it did not say counts as the weakest. */
export interface LoginEvidence {
  /** Epoch seconds. */
  readonly authTime: number | undefined
  readonly acr: string | undefined
}

/** @see OpenID Connect Core 1.0, 3.1.3.7, 12 and 13 */
export function isStrongEnough(
  evidence: LoginEvidence,
  { maxAge, acr }: LoginStrength,
  time: { readonly now: number; readonly tolerance: number },
): boolean {
  if (maxAge !== undefined) {
    const { authTime } = evidence
    if (authTime === undefined || time.now - authTime > maxAge + time.tolerance) return false
  }
  return acr === undefined || (evidence.acr !== undefined && acr.includes(evidence.acr))
}

/** @throws TypeError */
export function assertStrength(owner: string, { maxAge, acr }: LoginStrength): void {
  if (maxAge !== undefined && (!Number.isSafeInteger(maxAge) || maxAge < 0)) {
    throw new TypeError(`${owner}: "maxAge" must be a whole number of seconds`)
  }
  if (acr !== undefined && !areClasses(acr)) {
    throw new TypeError(`${owner}: "acr" must be one or more names without spaces, at most 96 characters in total`)
  }
}

/** Whether these can be sent as `acr_values`, which is space-separated, and fit into the cookie of a login. */
export function areClasses(words: unknown): boolean {
  return (
    Array.isArray(words) &&
    words.length > 0 &&
    words.every((word) => typeof word === 'string' && /^[\x21-\x7e]+$/.test(word)) &&
    words.join(' ').length <= 96
  )
}

export function notRecent(): AuthError {
  return new AuthError('ERR_LOGIN_NOT_RECENT', {
    hint: 'The provider was asked with "max_age" and "acr_values"; its "auth_time" and "acr" say otherwise.',
  })
}
