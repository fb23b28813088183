import { AuthError } from '@tandem-auth/tokens'
import { type Parts, redirect, type Visit } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { onlyValue, readForm } from '../http/form-body.js'
import { isBackground, queryOf } from '../http/web-request.js'
import { startLogin } from '../login/start-login.js'

/**
 * `GET /login?returnTo=/path`: to the provider. Takes a login that a third party begins, too: `iss` (a configured one),
 * `login_hint`, `target_link_uri` (OpenID Connect Core 1.0, 4). No other parameter means anything.
 */
export async function login<User>(parts: Parts<User>, visit: Visit<User>): Promise<void> {
  const { req } = visit
  if (req.method === 'POST') return thirdPartyPost(parts, visit)
  // A HEAD by a link checker, or a prefetch, would leave a cookie for a login that nobody wanted.
  if (req.method !== 'GET') throw new AuthError('ERR_METHOD', { headers: { Allow: 'GET, POST' } })
  if (isBackground(req)) throw new AuthError('ERR_LOGIN_BACKGROUND')
  const query = queryOf(req)
  const issuer = onlyValue(query, 'iss')
  if (issuer !== undefined && parts.providers.of(issuer) === undefined) throw new AuthError('ERR_LOGIN_ISSUER')
  const address = await startLogin(parts, visit, {
    issuer,
    returnTo: onlyValue(query, 'returnTo') ?? onlyValue(query, 'target_link_uri'),
    loginHint: onlyValue(query, 'login_hint')?.slice(0, 256),
  })
  redirect(visit, 302, address)
}

// A third party may post what it sends (OpenID Connect Core 1.0, 4): answered with the GET that says the same.
async function thirdPartyPost<User>({ config }: Parts<User>, visit: Visit<User>): Promise<void> {
  const form = await readForm(visit.req)
  const known = new URLSearchParams()
  for (const name of ['iss', 'login_hint', 'target_link_uri']) {
    const value = onlyValue(form, name)
    if (value !== undefined) known.set(name, value)
  }
  if (!known.has('iss')) throw new AuthError('ERR_METHOD', { headers: { Allow: 'GET' } })
  redirect(visit, 303, `${baseUrlOf(config.baseUrls, visit.req).at(`${config.routes.login}`)}?${known}`)
}
