import { AuthError } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { isSameOrigin } from '../http/same-origin.js'
import { queryOf, type WebRequest } from '../http/web-request.js'
import { refuseWithLogin } from '../login/ask-for-login.js'
import type { RequestContext } from '../login/request-context.js'

/** A page that looks now and then must not keep the session of an absent user alive: `?touch=false` only looks. */
export function prolongsSession(req: WebRequest): boolean {
  return queryOf(req).get('touch') !== 'false'
}

/**
 * `GET /session`: tells a page of this site who is logged in, until when, and where to sign out. Without a login it is 401
 * with the path of the login.
 * @see RFC 10017
 */
export async function session<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  const { req, res, head, record } = context
  if (req.method !== 'GET') throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET' } })
  const base = baseUrlOf(services.config.baseUrls, req)
  if (!isSameOrigin(req, base.origin)) throw new AuthError('ERR_CROSS_SITE')
  if (record === undefined) return refuseWithLogin(services, context)
  const { logout } = services.config.routes
  const expiry = services.sessions.expiryOf(record)
  const body = JSON.stringify({
    user: record.user,
    ...(expiry !== undefined && { expiresAt: Math.floor(expiry) }),
    ...(logout !== false && { logout: base.path + logout }),
  })
  head.markPersonal()
  res.statusCode = 200
  res.setHeader('Content-Type', 'application/json')
  res.setHeader('Content-Length', Buffer.byteLength(body))
  res.end(body)
}
