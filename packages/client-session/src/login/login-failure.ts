import { isAuthError, publish, warnInDevelopment } from '@tandem-auth/tokens'

const reported = new WeakSet<object>()

/** A request that never was a login: a prefetch, or another method. */
const notLogins: readonly string[] = ['ERR_LOGIN_BACKGROUND', 'ERR_REQUEST_METHOD']

/**
 * Publishes `login.failed` for a login that ended badly, once for each error, and tells a developer on the console if it
 * is the configuration's or the provider's fault.
 */
export function reportLoginFailure(error: unknown, issuer?: string): void {
  if (typeof error === 'object' && error !== null) {
    if (reported.has(error)) return
    reported.add(error)
  }
  if (!isAuthError(error)) return publish('login.failed', () => ({ issuer, code: 'ERR_UNKNOWN' }))
  const { code, hint } = error
  if (notLogins.includes(code)) return
  publish('login.failed', () => ({ issuer, code, hint }))
  warnInDevelopment('login.failed', error)
}
