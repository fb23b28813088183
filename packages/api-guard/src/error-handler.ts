import type { IncomingMessage, ServerResponse } from 'node:http'
import { isAuthError, type OptionChecks, type OptionParsers, optionChecks, problemOf } from '@tandem-auth/tokens'

const checks: OptionChecks = optionChecks('authErrorHandler')

export interface AuthErrorHandlerOptions {
  /** Adds the developer's hint to the response. Not for production. */
  readonly hints?: boolean
}

const parsers = { hints: checks.boolean(false) } satisfies OptionParsers<AuthErrorHandlerOptions>

export type ErrorHandler = (
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Responds to an `AuthError` with `application/problem+json`, and passes every other error on.
 * @throws TypeError for `hints: true` under `NODE_ENV=production`
 * @see RFC 9457
 */
export function authErrorHandler(options: AuthErrorHandlerOptions = {}): ErrorHandler {
  const { hints } = checks.parse(options, parsers)
  if (hints && process.env.NODE_ENV === 'production') {
    checks.fail('hints', 'tells callers about your configuration; leave it out under NODE_ENV=production')
  }
  return (error, _req, res, next) => {
    if (!isAuthError(error) || res.headersSent) return next(error)
    const body = Buffer.from(JSON.stringify(problemOf(error, { hints })))
    for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value)
    res.statusCode = error.status
    res.setHeader('Content-Type', 'application/problem+json')
    res.setHeader('Content-Length', body.length)
    res.end(body)
  }
}
