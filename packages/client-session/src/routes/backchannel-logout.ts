import type { ServerResponse } from 'node:http'
import { AuthError, isAuthError, publish } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { epochSeconds } from '../http/epoch-seconds.js'
import { readForm } from '../http/form-body.js'
import type { WebRequest } from '../http/web-request.js'
import { logoutTokenLifetime, unverifiedIssuerOf, validateLogoutToken } from '../provider/logout-token.js'

/**
 * `POST /backchannel-logout`: a provider ends sessions. 200 only once they have ended.
 * @see OpenID Connect Back-Channel Logout 1.0, 2.5 to 2.8
 */
export async function backchannelLogout<User>(
  services: Services<User>,
  req: WebRequest,
  res: ServerResponse,
): Promise<void> {
  try {
    await endSessions(services, req)
    response(res, 200)
  } catch (error) {
    // A provider tries again after a 5xx, and gives up after a 400.
    if (!isAuthError(error) || error.status >= 500) throw error
    publish('session.refused', () => ({ code: error.code }))
    const body = { error: 'invalid_request', error_description: error.message }
    response(res, error.status, body, error.headers)
  }
}

async function endSessions<User>({ sessions, providers }: Services<User>, req: WebRequest): Promise<void> {
  if (req.method !== 'POST') throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'POST' } })
  sessions.learnStore(req)
  const [token, second] = (await readForm(req)).getAll('logout_token')
  if (token === undefined || second !== undefined) throw new AuthError('ERR_LOGOUT_TOKEN')
  const provider = providers.of(unverifiedIssuerOf(token) ?? '')
  if (provider === undefined) throw new AuthError('ERR_LOGOUT_TOKEN', { hint: 'It comes from no configured issuer.' })
  const { issuer, sub, sid, jti } = await validateLogoutToken(token, provider.policy, epochSeconds())
  const key = `${issuer} ${provider.config.clientId} ${jti}`
  const isNew = await sessions.doOnce('jti', key, logoutTokenLifetime, async () => {
    const ending = sid === undefined ? sessions.endBySubject(issuer, sub ?? '') : sessions.endBySid(issuer, sid, sub)
    const { length } = await ending
    publish('session.revoked', () => ({ issuer, sessions: length, by: 'provider' }))
  })
  if (!isNew) throw new AuthError('ERR_LOGOUT_TOKEN', { hint: 'It was used before.' })
}

function response(
  res: ServerResponse,
  status: number,
  body?: Readonly<Record<string, string>>,
  headers: AuthError['headers'] = {},
): void {
  const json = body === undefined ? '' : JSON.stringify(body)
  res.statusCode = status
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  if (body !== undefined) res.setHeader('Content-Type', 'application/json')
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('Content-Length', Buffer.byteLength(json))
  res.end(json)
}
