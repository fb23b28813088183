import type { ErrorCode } from './error-codes.js'
import type { AuthError } from './errors.js'
import { type EventName, hasSubscribers } from './events.js'
import { isDevelopment } from './is-development.js'

const minute = 60_000
/** In development these are the configuration's fault more often than the visitor's: the app was opened at another host. */
const setupErrors: ReadonlySet<ErrorCode> = new Set(['ERR_LOGIN_STATE', 'ERR_REQUEST_HOST'])
const warnedAt = new Map<ErrorCode, number>()

/**
 * Tells a developer why requests fail: prints a failure of the configuration or the provider (status 500 and above) with
 * its hint, once per code and minute. Only in development, and only if nobody has subscribed to `event`, which is where
 * the failure is published.
 */
export function warnInDevelopment(event: EventName, error: AuthError, now = Date.now()): void {
  if ((error.status < 500 && !setupErrors.has(error.code)) || !isDevelopment() || hasSubscribers(event)) return
  const before = warnedAt.get(error.code)
  if (before !== undefined && now - before < minute) return
  warnedAt.set(error.code, now)
  const { cause } = error
  const lines = [
    error.toString(),
    ...(cause instanceof Error ? [`  cause: ${cause.message}`] : []),
    ...(error.hint === undefined ? [] : [`  hint: ${error.hint}`]),
    '  (printed only in development, at most once a minute)',
  ]
  // biome-ignore lint/suspicious/noConsole: in development, a failure that nobody listens for would have no explanation
  console.warn(lines.join('\n'))
}
