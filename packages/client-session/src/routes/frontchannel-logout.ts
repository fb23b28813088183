import type { ServerResponse } from 'node:http'
import { AuthError, publish } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { onlyValue } from '../http/form-body.js'
import { queryOf, type WebRequest } from '../http/web-request.js'

/**
 * `GET /frontchannel-logout?iss=…&sid=…` in a frame of the provider's page. Our cookies aren't sent there, and any site could
 * use a URL that logs out everyone who opens it. So `iss` and `sid` name the session.
 * @see OpenID Connect Front-Channel Logout 1.0, 2 and 3
 */
export async function frontchannelLogout<User>(
  { sessions, providers }: Services<User>,
  req: WebRequest,
  res: ServerResponse,
): Promise<void> {
  if (req.method !== 'GET') throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET' } })
  sessions.learnStore(req)
  const query = queryOf(req)
  const [issuer, sid] = [onlyValue(query, 'iss'), onlyValue(query, 'sid')]
  if (
    issuer === undefined ||
    sid === undefined ||
    sid === '' ||
    sid.length > 255 ||
    providers.of(issuer) === undefined
  ) {
    throw new AuthError('ERR_LOGOUT_TOKEN', {
      hint: 'Front-channel logout needs "iss" of a configured issuer and "sid".',
    })
  }
  // Anybody can send this: an unknown `sid` must not leave anything in the store.
  const ended = await sessions.endKnownSid(issuer, sid)
  publish('session.revoked', () => ({ issuer, sessions: ended.length, by: 'provider' }))
  res.statusCode = 200
  // The only page of ours that may be framed, and only by the provider.
  res.removeHeader('X-Frame-Options')
  res.setHeader('Content-Security-Policy', `default-src 'none'; frame-ancestors ${new URL(issuer).origin}`)
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('Content-Type', 'text/html; charset=utf-8')
  res.end('<!doctype html><title>Signed out</title>')
}
