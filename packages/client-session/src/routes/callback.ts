import { AuthError, type ErrorCode, isAuthError, publish } from '@tandem-auth/tokens'
import { epochSeconds, type Parts, redirect, type Visit } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { finishLogin } from '../login/finish-login.js'
import { startLogin } from '../login/start-login.js'
import { type AuthorizationAnswer, authorizationAnswer, readAnswer } from '../provider/authorization-response.js'
import { notRecent } from '../provider/login-strength.js'
import { type LoginTransaction, transactionLifetime } from '../provider/login-transactions.js'
import { authorizationRefusal } from '../provider/provider-error.js'

// As long as the cookie of a transaction can come back.
const usedStateLifetime = 7200

/** `GET /callback`: the provider's answer to a login. Ends in a new session and a 303, or in no session. */
export async function callback<User>(parts: Parts<User>, visit: Visit<User>): Promise<void> {
  const { req, res, answer } = visit
  // The address has the code and the state in it: a page that says what went wrong must not hand them on.
  res.setHeader('Referrer-Policy', 'no-referrer')
  const base = baseUrlOf(parts.config.baseUrls, req)
  if (req.method === 'POST') {
    // A POST from another site comes without our Lax cookies; the GET that it is answered with has them.
    return redirect(visit, 303, `${base.at(parts.config.routes.callback)}?${await readAnswer(req)}`)
  }
  if (req.method !== 'GET') throw new AuthError('ERR_METHOD', { headers: { Allow: 'GET, POST' } })
  const response = authorizationAnswer(req)
  const { transaction, clear } = parts.transactions.take(req.headers.cookie, response.state)
  answer.addCookie(clear)
  // Marked before anything can fail: whatever happens next, this state never works again.
  if (transaction === undefined || !(await parts.keeper.useOnce('state', response.state, usedStateLifetime))) {
    return unknownState(
      visit,
      transaction === undefined ? base.at('/') : new URL(transaction.returnTo, base.origin).href,
    )
  }
  try {
    await proceed(parts, visit, response, transaction)
  } catch (error) {
    publish('login.failed', () => ({ issuer: transaction.issuer, code: codeOf(error) }))
    throw error
  }
}

async function proceed<User>(
  parts: Parts<User>,
  visit: Visit<User>,
  response: AuthorizationAnswer,
  transaction: LoginTransaction,
): Promise<void> {
  const provider = parts.providers.of(transaction.issuer)
  if (provider === undefined) throw new AuthError('ERR_LOGIN_STATE')
  const { returnTo, silent, startedAt, attempt } = transaction
  await checkIssuer(response, transaction.issuer, () => provider.metadata())
  if (epochSeconds() - startedAt > transactionLifetime) {
    if (attempt > 0) throw new AuthError('ERR_LOGIN_EXPIRED')
    return again(parts, visit, transaction)
  }
  const home = baseUrlOf(parts.config.baseUrls, visit.req)
  const address = new URL(returnTo, home.origin).href
  if (response.error !== undefined) {
    const refusal = authorizationRefusal(response.error)
    // The provider would have had to ask the user something: not logged in, as the app wanted to know.
    if (silent && refusal.code === 'ERR_LOGIN_REFUSED') return redirect(visit, 303, address)
    throw refusal
  }
  if (response.code === undefined) throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'It has no "code".' })
  const redirectUri = home.at(parts.config.routes.callback)
  const outcome = await finishLogin(parts, visit, { provider, transaction, response, redirectUri })
  if (outcome === 'too weak') {
    if (attempt > 0) throw notRecent()
    return again(parts, visit, { ...transaction, prompt: 'login' })
  }
  publish('login.succeeded', () => ({ issuer: transaction.issuer }))
  redirect(visit, 303, address)
}

/** The same login once more, and only once. */
async function again<User>(
  parts: Parts<User>,
  visit: Visit<User>,
  transaction: LoginTransaction & { readonly prompt?: 'login' },
): Promise<void> {
  const { issuer, returnTo, silent, maxAge, acrValues, prompt } = transaction
  const acr = acrValues?.split(' ')
  redirect(visit, 302, await startLogin(parts, visit, { issuer, returnTo, silent, maxAge, acr, prompt }, 1))
}

/**
 * An answer from another provider than the one that was asked ("mix-up") ends here, an error as well as a code.
 * @see RFC 9207, 2.4
 */
async function checkIssuer(
  { iss }: AuthorizationAnswer,
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
function unknownState<User>(visit: Visit<User>, home: string): void {
  if (visit.record === undefined) {
    publish('login.failed', () => ({ code: 'ERR_LOGIN_STATE' }))
    throw new AuthError('ERR_LOGIN_STATE', {
      hint: 'No cookie of a login with this "state" came along, or the answer was used before.',
    })
  }
  redirect(visit, 303, home)
}

function codeOf(error: unknown): ErrorCode | 'ERR_UNKNOWN' {
  return isAuthError(error) ? error.code : 'ERR_UNKNOWN'
}
