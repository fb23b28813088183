import { AuthError, problemOf, publish } from '@tandem-auth/tokens'
import { challengeOf } from '../access-tokens/www-authenticate.js'
import type { Services } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { isNavigation, targetOf } from '../http/web-request.js'
import type { SessionRecord } from '../login-state/session-record.js'
import { type RequestContext, redirect } from './request-context.js'
import { startLogin } from './start-login.js'
import { hasJustAnswered, type StepUp, sealStep, stepUpOf } from './step-up.js'

/** An API's response, as far as its challenge needs it. */
export interface ChallengedResponse {
  readonly status: number
  readonly headers: Headers
}

/**
 * Answers the request when an API's challenge asks for a stronger or newer login, or for more scopes: a navigation goes to
 * the provider and comes back to the same page, anything else gets 401 with the path of a login. `false` for any other
 * response. A challenge that such a login has just answered is 403: it would be a circle.
 * @see RFC 9470; RFC 6750, 3.1
 */
export async function answerChallenge<User>(
  services: Services<User>,
  context: RequestContext<User>,
  api: string,
  { status, headers }: ChallengedResponse,
): Promise<boolean> {
  const { record } = context
  if (record === undefined || (status !== 401 && status !== 403)) return false
  const stepUp = stepUpOf(api, challengeOf({ headers } as Response))
  if (stepUp === undefined) return false
  const whole = withEarlierScopes(stepUp, record)
  const now = await services.sessions.now()
  if (hasJustAnswered(record, whole, now)) {
    publish('session.refused', () => ({ issuer: record.iss, code: 'ERR_STEP_UP_REPEATED' }))
    respond(context, new AuthError('ERR_STEP_UP_REPEATED', { hint: hintOf(api) }), {})
  } else if (isNavigation(context.req)) {
    redirect(context, 302, await beginStepUp(services, context, whole, targetOf(context.req)))
  } else {
    offerLogin(services, context, record, whole, now)
  }
  return true
}

/** The provider's URL for a login that settles the demand. */
export function beginStepUp<User>(
  services: Services<User>,
  context: RequestContext<User>,
  stepUp: StepUp,
  returnTo: string | undefined,
): Promise<string> {
  const { maxAge, acr, scope } = stepUp
  const issuer = context.record?.iss
  return startLogin(services, context, { issuer, maxAge, acr, scope, returnTo }, { stepUp })
}

// What an earlier step-up of this session brought for the same API must not be lost by this one.
function withEarlierScopes(stepUp: StepUp, { step }: SessionRecord<unknown>): StepUp {
  if (step?.scope === undefined || step.api !== stepUp.api) return stepUp
  const scope = [...new Set([...(stepUp.scope?.split(' ') ?? []), ...step.scope.split(' ')])].join(' ')
  return { ...stepUp, scope }
}

function offerLogin<User>(
  { config }: Services<User>,
  context: RequestContext<User>,
  { loginId }: SessionRecord<User>,
  stepUp: StepUp,
  now: number,
): void {
  const base = baseUrlOf(config.baseUrls, context.req)
  const { login } = config.routes
  const step = sealStep(config.keys, loginId, stepUp, now)
  const { maxAge, acr, scope } = stepUp
  respond(context, new AuthError('ERR_LOGIN_REQUIRED'), {
    login: login === false ? undefined : `${base.path}${login}?${new URLSearchParams({ step })}`,
    max_age: maxAge,
    acr_values: acr?.join(' '),
    scope,
  })
}

function respond(
  { req, res, head }: RequestContext<unknown>,
  error: AuthError,
  more: Readonly<Record<string, unknown>>,
): void {
  const body = JSON.stringify({ ...problemOf(error), ...more })
  head.markPersonal()
  res.statusCode = error.status
  res.setHeader('Content-Type', 'application/problem+json')
  res.setHeader('Content-Length', Buffer.byteLength(body))
  res.end(req.method === 'HEAD' ? undefined : body)
}

function hintOf(api: string): string {
  return `The API "${api}" asks again for what the user has just logged in for: the provider ignores "acr_values", "max_age" or the scope, or leaves them out of access tokens.`
}
