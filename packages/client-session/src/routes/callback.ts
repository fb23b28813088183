import { AuthError, type ErrorCode, isAuthError, publish } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { finishLogin } from '../login/finish-login.js'
import { type RequestContext, redirect } from '../login/request-context.js'
import { startLogin } from '../login/start-login.js'
import { type AuthorizationResponse, authorizationResponse, readResponse } from '../provider/authorization-response.js'
import { notRecent } from '../provider/login-strength.js'
import { type LoginTransaction, transactionLifetime } from '../provider/login-transactions.js'
import { authorizationRefusal } from '../provider/provider-error.js'

/** `GET /callback`: the provider's answer to a login. Ends in a new session and a 303, or in no session. */
export async function callback<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  const { req, res, head } = context
  // The address has the code and the state in it: a page that says what went wrong must not hand them on.
  res.setHeader('Referrer-Policy', 'no-referrer')
  const base = baseUrlOf(services.config.baseUrls, req)
  if (req.method === 'POST') {
    // A POST from another site comes without our Lax cookies; the GET that it is answered with has them.
    return redirect(context, 303, `${base.at(services.config.routes.callback)}?${await readResponse(req)}`)
  }
  if (req.method !== 'GET') throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET, POST' } })
  const response = authorizationResponse(req)
  const { transaction, clear } = services.transactions.take(req.headers.cookie, response.state)
  head.addCookie(clear)
  // Marked before anything can fail: whatever happens next, this state never works again.
  if (transaction === undefined || !(await services.sessions.useOnce('state', response.state, transactionLifetime))) {
    return unknownState(
      context,
      transaction === undefined ? base.at('/') : new URL(transaction.returnTo, base.origin).href,
    )
  }
  try {
    await proceed(services, context, response, transaction)
  } catch (error) {
    publish('login.failed', () => ({ issuer: transaction.issuer, code: codeOf(error) }))
    throw error
  }
}

async function proceed<User>(
  services: Services<User>,
  context: RequestContext<User>,
  response: AuthorizationResponse,
  transaction: LoginTransaction,
): Promise<void> {
  const provider = services.providers.of(transaction.issuer)
  if (provider === undefined) throw new AuthError('ERR_LOGIN_STATE')
  const { returnTo, silent, startedAt, attempt } = transaction
  await checkIssuer(response, transaction.issuer, () => provider.metadata())
  if ((await services.sessions.now()) - startedAt > transactionLifetime) {
    if (attempt > 0) throw new AuthError('ERR_LOGIN_EXPIRED')
    return again(services, context, transaction)
  }
  const home = baseUrlOf(services.config.baseUrls, context.req)
  const url = new URL(returnTo, home.origin).href
  if (response.error !== undefined) {
    const refusal = authorizationRefusal(response.error, response.errorDescription)
    // The provider would have had to ask the user something: not logged in, as the app wanted to know.
    if (silent && refusal.code === 'ERR_LOGIN_REFUSED') return redirect(context, 303, url)
    throw refusal
  }
  if (response.code === undefined) throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'It has no "code".' })
  const redirectUri = home.at(services.config.routes.callback)
  const outcome = await finishLogin(services, context, { provider, transaction, response, redirectUri })
  if (outcome === 'too weak') {
    if (attempt > 0) throw notRecent()
    return again(services, context, { ...transaction, prompt: 'login' })
  }
  publish('login.succeeded', () => ({ issuer: transaction.issuer }))
  redirect(context, 303, url)
}

/** The same login once more, and only once. */
async function again<User>(
  services: Services<User>,
  context: RequestContext<User>,
  transaction: LoginTransaction & { readonly prompt?: 'login' },
): Promise<void> {
  const { issuer, returnTo, silent, maxAge, acrValues, prompt } = transaction
  const acr = acrValues?.split(' ')
  redirect(context, 302, await startLogin(services, context, { issuer, returnTo, silent, maxAge, acr, prompt }, 1))
}

/**
 * An answer from another provider than the one that was asked ("mix-up") ends here, an error as well as a code.
 * @see RFC 9207, 2.4
 */
async function checkIssuer(
  { iss }: AuthorizationResponse,
  issuer: string,
  metadata: () => Promise<Readonly<Record<string, unknown>>>,
): Promise<void> {
  if (iss === issuer) return
  if (iss !== undefined) throw new AuthError('ERR_LOGIN_ISSUER')
  const { authorization_response_iss_parameter_supported: always } = await metadata()
  if (always === true)
    throw new AuthError('ERR_LOGIN_ISSUER', { hint: 'The answer has no "iss", which this provider always sends.' })
}

// Back, or a link from history: whoever is logged in goes on; for anybody else the answer belongs to no login.
function unknownState<User>(context: RequestContext<User>, home: string): void {
  if (context.record === undefined) {
    publish('login.failed', () => ({ code: 'ERR_LOGIN_STATE' }))
    throw new AuthError('ERR_LOGIN_STATE', {
      hint: 'No cookie of a login with this "state" came along, or the answer was used before.',
    })
  }
  redirect(context, 303, home)
}

function codeOf(error: unknown): ErrorCode | 'ERR_UNKNOWN' {
  return isAuthError(error) ? error.code : 'ERR_UNKNOWN'
}
