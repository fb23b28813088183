import { AuthError, problemOf } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { isFormNavigation, isNavigation, targetOf } from '../http/web-request.js'
import type { LoginStrength } from '../provider/login-strength.js'
import { sendLoginPage } from './login-page.js'
import { type RequestContext, redirect } from './request-context.js'
import { startLogin } from './start-login.js'

/**
 * Responds to a request that needs a login: a navigation is redirected to the provider, and a posted form gets a page.
 * Anything else gets a 401, because a fetch cannot follow that redirect.
 */
export async function askForLogin<User>(
  services: Services<User>,
  context: RequestContext<User>,
  strength: LoginStrength = {},
): Promise<void> {
  if (context.record === undefined && isFormNavigation(context.req)) return sendLoginPage(services, context)
  if (!isNavigation(context.req)) return refuseWithLogin(services, context, strength)
  const url = await startLogin(services, context, { ...strength, returnTo: targetOf(context.req) })
  redirect(context, 302, url)
}

/** Responds 401 with the path of the login, for a request that a redirect doesn't help. */
export function refuseWithLogin<User>(
  { config }: Services<User>,
  { req, res, head }: RequestContext<User>,
  strength: LoginStrength = {},
): void {
  const base = baseUrlOf(config.baseUrls, req)
  const problem = problemOf(new AuthError('ERR_LOGIN_REQUIRED'))
  const login = config.routes.login === false ? undefined : base.path + config.routes.login
  const { maxAge, acr } = strength
  const body = JSON.stringify({ ...problem, login, max_age: maxAge, acr_values: acr?.join(' ') })
  head.markPersonal()
  res.statusCode = problem.status
  res.setHeader('WWW-Authenticate', `Session realm="${base.origin}"${login === undefined ? '' : `, login="${login}"`}`)
  res.setHeader('Content-Type', 'application/problem+json')
  res.setHeader('Content-Length', Buffer.byteLength(body))
  res.end(req.method === 'HEAD' ? undefined : body)
}
