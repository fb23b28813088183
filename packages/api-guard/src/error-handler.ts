import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { type AuthError, isAuthError } from '@tandem-auth/tokens'
import { assertBoolean, assertKnown, owner } from './option-checks.js'

export interface AuthErrorHandlerOptions {
  /** Puts the developer's hint into the answer; not for production. */
  readonly hints?: boolean
}

export type ErrorHandler = (
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Answers an `AuthError` as `application/problem+json`; every other error goes on.
 * @throws TypeError for `hints: true` under `NODE_ENV=production`
 * @see RFC 9457
 */
export function authErrorHandler(options: AuthErrorHandlerOptions = {}): ErrorHandler {
  assertKnown('the options of authErrorHandler', options, ['hints'])
  const { hints = false } = options
  assertBoolean('hints', hints)
  if (hints && process.env.NODE_ENV === 'production') {
    throw new TypeError(`${owner}: "hints" tells callers how to mend their tokens; not under NODE_ENV=production`)
  }
  return (error, _req, res, next) => {
    if (!isAuthError(error) || res.headersSent) return next(error)
    const body = Buffer.from(JSON.stringify(problemOf(error, hints)))
    for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value)
    res.statusCode = error.status
    res.setHeader('Content-Type', 'application/problem+json')
    res.setHeader('Content-Length', body.length)
    res.end(body)
  }
}

function problemOf({ status, code, message, hint }: AuthError, hints: boolean): Readonly<Record<string, unknown>> {
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail: message, code }
  return hints && hint !== undefined ? { ...problem, hint } : problem
}
