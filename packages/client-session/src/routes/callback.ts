import { AuthError, publish, quote } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { type BaseUrl, baseUrlOf } from '../http/base-url.js'
import { epochSeconds } from '../http/epoch-seconds.js'
import { isPrefetch, pathOf, queryOf } from '../http/web-request.js'
import { namedCallbackPath, promisesIss } from '../login/callback-path.js'
import { finishLogin } from '../login/finish-login.js'
import { reportLoginFailure } from '../login/login-failure.js'
import { type RequestContext, redirect } from '../login/request-context.js'
import { startLogin } from '../login/start-login.js'
import { type AuthorizationResponse, authorizationResponse, readResponse } from '../provider/authorization-response.js'
import { type JarmResponse, readJarmForm, readJarmResponse, verifyJarmResponse } from '../provider/jarm-response.js'
import { notRecent } from '../provider/login-strength.js'
import { type LoginTransaction, transactionLifetime } from '../provider/login-transactions.js'
import type { Provider } from '../provider/provider.js'
import { authorizationRefusal } from '../provider/provider-error.js'

/** `GET /callback`: the provider's response to a login. Ends in a new session and a 303, or in no session. */
export async function callback<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  try {
    await receive(services, context)
  } catch (error) {
    reportLoginFailure(error)
    throw error
  }
}

async function receive<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  const { req, res, head } = context
  // The URL contains the code and the state: an error page must not hand them on.
  res.setHeader('Referrer-Policy', 'no-referrer')
  const base = baseUrlOf(services.config.baseUrls, req)
  const isSigned = services.config.responseMode.endsWith('.jwt')
  if (req.method === 'POST') {
    // A POST from another site comes without our Lax cookies; the GET that follows has them.
    return redirect(context, 303, `${base.origin}${pathOf(req)}?${await (isSigned ? readJarmForm : readResponse)(req)}`)
  }
  if (req.method !== 'GET') throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET, POST' } })
  // A prefetch must not use up the login that the user is about to finish.
  if (isPrefetch(req)) throw new AuthError('ERR_LOGIN_BACKGROUND')
  // A bookmark or a typed URL: not a response at all.
  if (context.record !== undefined && queryOf(req).size === 0) return redirect(context, 303, base.at('/'))
  const response = isSigned ? readJarmResponse(queryOf(req)) : authorizationResponse(req)
  const state = 'token' in response ? response.unverifiedState : response.state
  const { transaction, clear } = services.transactions.take(req.headers.cookie, state)
  head.addCookie(clear)
  context.returnTo = transaction?.returnTo
  if (transaction === undefined) return unknownState(context, base)
  // Marked before anything can fail: whatever happens next, this state never works again.
  const isFirst = await services.sessions.useOnce('state', state, transactionLifetime)
  if (!isFirst) return usedState(services, context, transaction, base)
  try {
    await proceed(services, context, response, transaction)
  } catch (error) {
    reportLoginFailure(error, transaction.issuer)
    if (!transaction.silent) throw error
    // The user didn't ask for this login, so its failure must not take the page away from them.
    redirect(context, 303, urlOf(transaction.returnTo, base))
  }
}

async function proceed<User>(
  services: Services<User>,
  context: RequestContext<User>,
  received: AuthorizationResponse | JarmResponse,
  transaction: LoginTransaction,
): Promise<void> {
  const { config, providers } = services
  const provider = providers.of(transaction.issuer)
  if (provider === undefined) throw new AuthError('ERR_LOGIN_STATE')
  const { startedAt, attempt } = transaction
  const base = baseUrlOf(config.baseUrls, context.req)
  const response = 'token' in received ? await verifyJarmResponse(received, provider.policy, epochSeconds()) : received
  await checkIssuer(services, context, response, provider)
  if ((await services.sessions.now()) - startedAt > transactionLifetime) {
    if (attempt > 0) throw new AuthError('ERR_LOGIN_EXPIRED')
    return again(services, context, transaction)
  }
  if (response.error !== undefined) throw authorizationRefusal(response.error, response.errorDescription)
  if (response.code === undefined) throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'The response has no "code".' })
  // The path that this response arrived at is the redirect URI of the request, byte for byte.
  const redirectUri = `${base.origin}${pathOf(context.req)}`
  const finished = await finishLogin(services, context, { provider, transaction, response, redirectUri })
  if (finished === undefined) {
    if (attempt > 0) throw notRecent()
    return again(services, context, transaction, 'login')
  }
  publish('login.succeeded', () => ({ issuer: transaction.issuer }))
  redirect(context, 303, urlOf(finished.returnTo, base))
}

/** The same login once more, and only once. */
async function again<User>(
  services: Services<User>,
  context: RequestContext<User>,
  transaction: LoginTransaction,
  prompt?: 'login',
): Promise<void> {
  const { issuer, returnTo, silent, maxAge, acrValues, scope, parameters, step } = transaction
  const request = { issuer, returnTo, silent, maxAge, acr: acrValues?.split(' '), prompt }
  const extra = { scope, authorizationParams: parameters }
  redirect(context, 302, await startLogin(services, context, { ...request, ...extra }, { attempt: 1, step }))
}

/**
 * A response from another provider than the one that was asked ("mix-up") ends here, whether it is an error or a code. With
 * several providers, the redirect URI or `iss` has to name the provider.
 * @see RFC 9207, 2.4; RFC 9700, 4.4
 */
async function checkIssuer<User>(
  { config }: Services<User>,
  { req }: RequestContext<User>,
  { iss }: AuthorizationResponse,
  provider: Provider,
): Promise<void> {
  const { issuer, name } = provider.config
  if (iss !== undefined && iss !== issuer) throw new AuthError('ERR_LOGIN_ISSUER')
  const several = config.providers.length > 1
  const base = baseUrlOf(config.baseUrls, req)
  const path = pathOf(req).slice(base.path.length)
  const ownPath = name !== undefined && path === namedCallbackPath(config.routes, name)
  if (several && path !== config.routes.callback && !ownPath) throw new AuthError('ERR_LOGIN_ISSUER')
  if (iss === issuer) return
  // FAPI 2.0 Security Profile, 5.3.3.2: the response must name its issuer.
  const isFapi2 = provider.config.security === 'fapi2'
  if (isFapi2 || (several && !ownPath) || promisesIss(await provider.metadata())) {
    throw new AuthError('ERR_LOGIN_ISSUER', { hint: 'The response has no "iss", which this provider promises.' })
  }
}

// Back, or a link from history: a logged-in user goes on. For anyone else the response belongs to no login.
function unknownState<User>(context: RequestContext<User>, base: BaseUrl): void {
  if (context.record !== undefined) return redirect(context, 303, base.at('/'))
  throw new AuthError('ERR_LOGIN_STATE', {
    hint: `The request has no cookie of a login with this "state". Was the login started at another host than ${quote(base.origin)}, which is "baseUrl"? The cookies of localhost and 127.0.0.1 are separate, for example.`,
  })
}

/**
 * A double click, or Back: the first of two requests goes on with the login, but its response may never reach the browser.
 * This one starts the same login again, and the provider, which knows the user by now, brings them to the same page.
 */
async function usedState<User>(
  services: Services<User>,
  context: RequestContext<User>,
  transaction: LoginTransaction,
  base: BaseUrl,
): Promise<void> {
  const { returnTo, silent, attempt, startedAt } = transaction
  if (context.record !== undefined || silent) return redirect(context, 303, urlOf(returnTo, base))
  const isRecent = (await services.sessions.now()) - startedAt <= transactionLifetime
  if (attempt === 0 && isRecent) return again(services, context, transaction)
  throw new AuthError('ERR_LOGIN_STATE', { hint: 'The response to this login was used before.' })
}

function urlOf(returnTo: string, { origin }: BaseUrl): string {
  return new URL(returnTo, origin).href
}
