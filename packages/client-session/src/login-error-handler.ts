import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  isAuthError,
  type OptionChecks,
  type OptionParsers,
  optionChecks,
  type Problem,
  problemOf,
} from '@tandem-auth/tokens'
import { findContext } from './context.js'
import { type BaseUrl, hostedAt } from './http/base-url.js'
import { sendPage } from './http/html-page.js'
import { pathOf, targetOf } from './http/web-request.js'
import { errorText } from './login/error-texts.js'
import { ownRoutes } from './login/start-login.js'

const checks: OptionChecks = optionChecks('loginErrorHandler')

export interface LoginErrorHandlerOptions {
  /** Adds the developer's hint to the response. Not for production. @defaultValue `false` */
  readonly hints?: boolean | undefined
  /** Makes the page in the app's own words: returns HTML, in which everything from outside must be escaped. */
  readonly render?: ((problem: Problem, req: IncomingMessage) => string) | undefined
}

const parsers = {
  hints: checks.boolean(false),
  render: checks.optional(checks.function<NonNullable<LoginErrorHandlerOptions['render']>>()),
} satisfies OptionParsers<LoginErrorHandlerOptions>

type ErrorMiddleware = (
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Shows a page for the errors of `clientSession`, in plain words, with a link that leads on; programs get
 * `application/problem+json`. Other errors are passed on.
 * @throws TypeError for `hints: true` under `NODE_ENV=production`
 * @see RFC 9457
 */
export function loginErrorHandler(options: LoginErrorHandlerOptions = {}): ErrorMiddleware {
  const { hints, render } = checks.parse(options, parsers)
  if (hints && process.env.NODE_ENV === 'production') {
    checks.fail('hints', 'tells visitors about your configuration; leave it out under NODE_ENV=production')
  }
  return function loginErrorMiddleware(error, req, res, next) {
    if (!isAuthError(error) || res.headersSent) return next(error)
    for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value)
    const problem = problemOf(error, { hints })
    if (req.headers.accept?.includes('text/html') !== true) {
      return send(res, problem.status, 'application/problem+json', JSON.stringify(problem), req.method)
    }
    if (render !== undefined) {
      return send(res, problem.status, 'text/html; charset=utf-8', render(problem, req), req.method)
    }
    const place = placeOf(req)
    const { title, text } = errorText(error, place?.isOwnRoute === true)
    const page = { status: error.status, title, text, hint: problem.hint, links: linksFor(error.status, place) }
    sendPage(res, page, req.method === 'HEAD')
  }
}

interface Place {
  readonly base: BaseUrl
  readonly login: string | false
  readonly isOwnRoute: boolean
  /** Where the user was going. */
  readonly returnTo: string | undefined
}

/** `undefined` for a request whose session couldn't be read. */
function placeOf(req: IncomingMessage): Place | undefined {
  const context = findContext(req)
  if (context === undefined) return undefined
  const { config } = context.services
  const base = hostedAt(config.baseUrls, req) ?? config.baseUrls[0]
  const isOwnRoute = ownRoutes(config, base).includes(pathOf(req).replace(/\/$/, ''))
  const target = !isOwnRoute && req.method === 'GET' ? targetOf(req) : undefined
  return { base, login: config.routes.login, isOwnRoute, returnTo: context.request.returnTo ?? target }
}

function linksFor(status: number, place: Place | undefined): readonly { href: string; label: string }[] {
  const again = { href: '', label: 'Try again' }
  // Without a session nothing leads on but the same URL again.
  if (place === undefined) return [again]
  const { base, login, returnTo, isOwnRoute } = place
  const home = { href: `${base.path}/`, label: 'Home' }
  if (status >= 500 && !isOwnRoute) return [again, home]
  if (login === false) return [home]
  const query = returnTo === undefined ? '' : `?${new URLSearchParams({ returnTo })}`
  return [{ href: `${base.path}${login}${query}`, label: 'Sign in' }, home]
}

function send(res: ServerResponse, status: number, type: string, content: string, method: string | undefined): void {
  res.statusCode = status
  res.setHeader('Content-Type', type)
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('Content-Length', Buffer.byteLength(content))
  res.end(method === 'HEAD' ? undefined : content)
}
