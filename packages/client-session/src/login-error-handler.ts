import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AuthError, type ErrorCode, isAuthError } from '@tandem-auth/tokens'
import { findContext } from './context.js'
import { hostedAt } from './http/base-url.js'
import { sendPage } from './http/html-page.js'

type ErrorMiddleware = (
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

// Constants alone: not a word of the provider's or of the address is shown (CVE-2021-32702 was such a page).
const texts: Partial<Record<ErrorCode, readonly [title: string, text: string]>> = {
  ERR_LOGIN_DENIED: ['You were not signed in', 'Access was denied, or you cancelled at your identity provider.'],
  ERR_LOGIN_REJECTED: ['You cannot use this site', 'Your account is not allowed to sign in here.'],
  ERR_LOGIN_EXPIRED: ['That took too long', 'Signing in has to be finished within ten minutes.'],
  ERR_LOGIN_STATE: ['This sign-in is over', 'It was used before, or was begun in another browser.'],
  ERR_LOGIN_NOT_RECENT: [
    'A stronger sign-in is needed',
    'Your identity provider did not sign you in as this page needs it.',
  ],
  ERR_USER_CLAIM: ['You cannot open this page', 'You are signed in, but your account lacks what this page needs.'],
  // Not a word of signing in: whoever sees this may well be signed in.
  ERR_SESSION_STORE: ['This page cannot be shown now', 'Please try again in a moment.'],
  ERR_LOGIN_BACKGROUND: ['Open this page yourself', 'Signing in begins when you follow a link or enter an address.'],
}

const unavailable = ['Signing in is not possible now', 'Please try again in a moment.'] as const
const broken = [
  'Signing in does not work',
  'Something is set up wrongly. Whoever runs this site can find out what.',
] as const
const refused = ['You were not signed in', 'The answer of your identity provider could not be accepted.'] as const

/**
 * Shows a page for the errors of `clientSession`, in plain words, with a way on; programs get problem+json. Other errors
 * are passed on.
 */
export function loginErrorHandler(): ErrorMiddleware {
  return function loginErrorMiddleware(error, req, res, next) {
    if (!isAuthError(error) || res.headersSent) return next(error)
    for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value)
    if (req.headers.accept?.includes('text/html') !== true) return sendProblem(error, res)
    const [title, text] = texts[error.code] ?? byStatus(error.status)
    sendPage(res, { status: error.status, title, text, links: linksFor(req) }, req.method === 'HEAD')
  }
}

function byStatus(status: number): readonly [string, string] {
  if (status === 503) return unavailable
  return status >= 500 ? broken : refused
}

function linksFor(req: IncomingMessage): readonly { href: string; label: string }[] {
  const context = findContext(req)
  // The session store is away: the same address again is all there is to go on with.
  if (context === undefined) return [{ href: '', label: 'Try again' }]
  const { routes, baseUrls } = context.services.config
  const { path } = hostedAt(baseUrls, req) ?? baseUrls[0]
  const home = { href: `${path}/`, label: 'Home' }
  return routes.login === false ? [home] : [{ href: path + routes.login, label: 'Sign in' }, home]
}

function sendProblem({ message, status, code }: AuthError, res: ServerResponse): void {
  const body = JSON.stringify({ title: message, status, code })
  res.statusCode = status
  res.setHeader('Content-Type', 'application/problem+json')
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('Content-Length', Buffer.byteLength(body))
  res.end(body)
}
