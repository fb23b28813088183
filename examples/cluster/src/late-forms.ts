import type { RequestHandler } from 'express'
import { messagePage } from './pages/message.js'
import { viewerOf } from './viewer.js'
import type { Web } from './web.js'

export interface LateFormsOptions {
  /** Where to begin again: a page that asks for the sign-in. */
  readonly page: string
  /** Seconds since the sign-in, at most. */
  readonly maxAge?: number
}

/**
 * A page for whoever sends a form after their session has ended, or too long after the sign-in. The guards of client-session
 * answer a POST with JSON, rightly: from a form, helmet's `form-action 'self'` lets nobody get to the provider.
 */
export function lateForms(web: Web, { page, maxAge = Number.POSITIVE_INFINITY }: LateFormsOptions): RequestHandler {
  return (req, res, next) => {
    const { claims } = web.of(req)
    const age = claims === undefined ? Number.POSITIVE_INFINITY : Date.now() / 1000 - (claims.auth_time ?? 0)
    if (req.method !== 'POST' || (claims !== undefined && age <= maxAge)) return next()
    const title = claims === undefined ? 'You are signed out' : 'Sign in once more'
    const text =
      claims === undefined
        ? 'This session ended before you sent the form. Nothing was changed.'
        : 'What you asked for needs a sign-in of the last minutes. Nothing was changed.'
    const link = { href: page, label: 'Sign in' }
    res.status(401).send(messagePage({ title, text, link, viewer: viewerOf(web, req) }).markup)
  }
}
