import { AuthError } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { onlyValue, readForm } from '../http/form-body.js'
import { isBackground, queryOf } from '../http/web-request.js'
import { beginStepUp } from '../login/answer-challenge.js'
import { reportLoginFailure } from '../login/login-failure.js'
import { type RequestContext, redirect } from '../login/request-context.js'
import { startLogin } from '../login/start-login.js'
import { openStep } from '../login/step-up.js'
import type { LoginParameters } from '../provider/login-parameters.js'

/**
 * `GET /login?returnTo=/path`: to the provider. Takes a login that a third party begins, too: `iss` (a configured one),
 * `login_hint`, `target_link_uri` (OpenID Connect Core 1.0, 4). No other parameter
 * means anything, except those that `loginParameters` allows.
 */
export async function login<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  try {
    await start(services, context)
  } catch (error) {
    reportLoginFailure(error)
    throw error
  }
}

async function start<User>(services: Services<User>, context: RequestContext<User>): Promise<void> {
  const { req } = context
  if (req.method === 'POST') return thirdPartyPost(services, context)
  // A HEAD by a link checker, or a prefetch, would leave the cookie of a login that nobody asked for.
  if (req.method !== 'GET') throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET, POST' } })
  if (isBackground(req)) throw new AuthError('ERR_LOGIN_BACKGROUND')
  const query = queryOf(req)
  const issuer = onlyValue(query, 'iss')
  if (issuer !== undefined && !isForThisRequest(services, context, issuer)) throw new AuthError('ERR_LOGIN_ISSUER')
  const step = onlyValue(query, 'step')
  if (step !== undefined) return stepUp(services, context, step, onlyValue(query, 'returnTo'))
  const url = await startLogin(services, context, {
    issuer,
    returnTo: onlyValue(query, 'returnTo') ?? onlyValue(query, 'target_link_uri'),
    loginHint: onlyValue(query, 'login_hint')?.slice(0, 256),
    authorizationParams: allowedParameters(services.config.loginParameters, query),
  })
  redirect(context, 302, url)
}

// A demand of an API that `answerChallenge` sealed for this session.
async function stepUp<User>(
  services: Services<User>,
  context: RequestContext<User>,
  sealed: string,
  returnTo: string | undefined,
): Promise<void> {
  const { record } = context
  // The session has ended meanwhile. After the next login the API states its demand again.
  if (record === undefined) return redirect(context, 302, await startLogin(services, context, { returnTo }))
  const demand = openStep(services.config.keys, record.loginId, sealed, await services.sessions.now())
  if (demand === undefined) {
    throw new AuthError('ERR_REQUEST_PARAMETER', {
      hint: '"step" is too old, was changed, or belongs to another session.',
    })
  }
  redirect(context, 302, await beginStepUp(services, context, demand, returnTo))
}

function isForThisRequest<User>({ providers }: Services<User>, { req }: RequestContext<User>, issuer: string): boolean {
  return providers.of(issuer) !== undefined && providers.serves(req, issuer)
}

// A third party may use POST (OpenID Connect Core 1.0, 4). It is redirected to the GET with the same parameters.
async function thirdPartyPost<User>({ config }: Services<User>, context: RequestContext<User>): Promise<void> {
  const form = await readForm(context.req)
  const known = new URLSearchParams()
  for (const name of ['iss', 'login_hint', 'target_link_uri']) {
    const value = onlyValue(form, name)
    if (value !== undefined) known.set(name, value)
  }
  if (!known.has('iss')) throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET' } })
  redirect(context, 303, `${baseUrlOf(config.baseUrls, context.req).at(`${config.routes.login}`)}?${known}`)
}

const maxParameter = 256

function allowedParameters(
  rules: LoginParameters,
  query: URLSearchParams,
): Readonly<Record<string, string>> | undefined {
  const asked = Object.entries(rules).flatMap(([name, rule]) => {
    const value = onlyValue(query, name)
    if (value === undefined) return []
    const allowed = typeof rule === 'function' ? rule(value) === true : rule.includes(value)
    if (allowed && value.length <= maxParameter) return [[name, value] as const]
    throw new AuthError('ERR_REQUEST_PARAMETER', { hint: `"loginParameters" does not allow this value of "${name}".` })
  })
  return asked.length === 0 ? undefined : Object.fromEntries(asked)
}
