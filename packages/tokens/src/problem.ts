import { STATUS_CODES } from 'node:http'
import type { ErrorCode } from './error-codes.js'
import type { AuthError } from './errors.js'

/** A problem details object, sent as `application/problem+json`. */
export interface Problem {
  readonly type: 'about:blank'
  /** The name of the status, since `type` is `about:blank` (RFC 9457, 4.2.1). */
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
  readonly hint?: string
}

export interface ProblemOptions {
  /** Adds the developer's hint. Not for production. */
  readonly hints?: boolean | undefined
}

/**
 * Describes an `AuthError` for a client.
 * @see RFC 9457, 3
 */
export function problemOf(error: AuthError, { hints = false }: ProblemOptions = {}): Problem {
  const { status, code, message, hint } = error
  const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? '', status, detail: message, code }
  return hints && hint !== undefined ? { ...problem, hint } : problem
}
