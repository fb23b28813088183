import { AuthError } from '@tandem-auth/tokens'

/** How recently and how strongly somebody has to have logged in. */
export interface LoginStrength {
  /** Seconds since the login at the provider. */
  readonly maxAge?: number | undefined
  /** One of these authentication context classes. */
  readonly acr?: readonly string[] | undefined
}

/** What the provider said about the login; what it didn't say counts as the weakest there is. */
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
  const classes: unknown = acr
  if (classes === undefined) return
  const words =
    Array.isArray(classes) && classes.every((word) => typeof word === 'string' && /^[\x21-\x7e]+$/.test(word))
  if (!words || classes.length === 0 || classes.join(' ').length > 96) {
    throw new TypeError(`${owner}: "acr" must be one or more names without blanks, at most 96 characters in all`)
  }
}

export function notRecent(): AuthError {
  return new AuthError('ERR_LOGIN_NOT_RECENT', {
    hint: 'The provider was asked with "max_age" and "acr_values"; its "auth_time" and "acr" say otherwise.',
  })
}
