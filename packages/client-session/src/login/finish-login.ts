import { AuthError, type Claims, claim, isNumericDate, stringClaim } from '@tandem-auth/tokens'
import type { TokenSet } from '../access-tokens/token-vault.js'
import type { Config } from '../config/config.js'
import type { Services } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { epochSeconds } from '../http/epoch-seconds.js'
import { parseReturnTo } from '../http/return-to.js'
import type { AnsweredStep } from '../login-state/session-record.js'
import { makeUser, mergeClaims, type UserClaims } from '../login-state/user-profile.js'
import type { AuthorizationResponse } from '../provider/authorization-response.js'
import { type IdTokenClaims, validateIdToken } from '../provider/id-token.js'
import { isStrongEnough, type LoginEvidence } from '../provider/login-strength.js'
import type { LoginTransaction } from '../provider/login-transactions.js'
import type { Provider, TokenResponse } from '../provider/provider.js'
import { revokeTokens } from './end-login.js'
import type { RequestContext } from './request-context.js'
import { ownRoutes } from './start-login.js'

export interface FinishLoginInput {
  readonly provider: Provider
  readonly transaction: LoginTransaction
  readonly response: AuthorizationResponse
  readonly redirectUri: string
}

/** Where the browser goes after the login, or `undefined` for a login that is weaker than requested. */
export type FinishedLogin = { readonly returnTo: string } | undefined

interface AcceptedLogin<User> {
  readonly user: User
  readonly returnTo: string
}

/**
 * From the code to the session: redeems it, validates the ID token, asks UserInfo and the app, and begins the session. A
 * login that is older or weaker than requested changes nothing.
 */
export async function finishLogin<User>(
  services: Services<User>,
  context: RequestContext<User>,
  { provider, transaction, response, redirectUri }: FinishLoginInput,
): Promise<FinishedLogin> {
  const { config } = services
  const { state, nonce, codeVerifier } = transaction
  const [firstApi] = config.apis.values()
  const dpopKey = provider.config.dpop ? transaction.dpopKey : undefined
  const tokens = await provider.redeemCode(responseUrl(redirectUri, response), {
    ...{ state, codeVerifier, dpopKey },
    resource: firstApi?.resource,
  })
  // Read after the response: compared with an earlier time, the token of a slow provider would be from the future.
  const now = epochSeconds()
  const claims = await validateResponse(tokens, provider, nonce, now)
  const evidence = { authTime: wholeSeconds(claims, 'auth_time'), acr: stringClaim(claims, 'acr') }
  const asked = { maxAge: transaction.maxAge, acr: transaction.acrValues?.split(' ') }
  if (!isStrongEnough(evidence, asked, { now, tolerance: config.clockTolerance })) return undefined
  try {
    const all = mergeClaims(claims, await userInfo(config, provider, tokens, { sub: claims.sub, dpopKey }))
    const accepted = await askApp(services, context, all, transaction.returnTo)
    await beginSession(services, context, { provider, transaction, tokens, claims, evidence, user: accepted.user })
    return { returnTo: accepted.returnTo }
  } catch (error) {
    // The tokens of a login that the app refused are good for nobody.
    revokeTokens(provider, { iss: claims.iss, refreshToken: tokens.refreshToken })
    throw error
  }
}

function validateResponse(
  { idToken, tokens }: TokenResponse,
  provider: Provider,
  nonce: string,
  now: number,
): Promise<IdTokenClaims> {
  if (idToken === undefined) throw new AuthError('ERR_ID_TOKEN_MISSING')
  return validateIdToken(idToken, provider.policy, { now, nonce, accessToken: tokens.accessToken })
}

async function userInfo<User>(
  { profile }: Config<User>,
  provider: Provider,
  { tokens }: TokenResponse,
  { sub, dpopKey }: { readonly sub: string; readonly dpopKey: string | undefined },
): Promise<Claims> {
  return profile.userInfo === true ? provider.userInfo(tokens.accessToken, sub, dpopKey) : {}
}

/** The app's part of a login: which user the session keeps, whether it accepts the login, and where the browser goes. */
async function askApp<User>(
  { config }: Services<User>,
  { req }: RequestContext<User>,
  claims: UserClaims,
  returnTo: string,
): Promise<AcceptedLogin<User>> {
  const user = await makeUser(claims, config.profile, req)
  const wish = (await config.onLogin?.({ user, claims, returnTo, req })) ?? {}
  if (wish.returnTo === undefined) return { user, returnTo }
  const base = baseUrlOf(config.baseUrls, req)
  const chosen = parseReturnTo(wish.returnTo, base, { ownRoutes: ownRoutes(config, base) })
  if (chosen === undefined) throw new TypeError('onLogin: "returnTo" must be a path on "baseUrl"')
  return { user, returnTo: chosen }
}

interface SessionInput<User> extends LoginOutcome {
  readonly provider: Provider
  readonly transaction: LoginTransaction
  readonly user: User
}

interface LoginOutcome {
  readonly tokens: TokenResponse
  readonly claims: IdTokenClaims
  readonly evidence: LoginEvidence
}

async function beginSession<User>(
  { config, sessions }: Services<User>,
  context: RequestContext<User>,
  { provider, transaction, tokens, claims, evidence, user }: SessionInput<User>,
): Promise<void> {
  context.record = await sessions.begin(context.req, {
    iss: claims.iss,
    clientId: provider.config.clientId,
    sub: claims.sub,
    sid: stringClaim(claims, 'sid'),
    // Unknown counts as long ago.
    authTime: evidence.authTime ?? 0,
    acr: evidence.acr,
    user,
    step: answeredStep(transaction),
    startedAt: transaction.startedAt,
    // The end of the provider's own session (OpenID Connect Enterprise Extensions 1.0, draft).
    expiresAt: wholeSeconds(claims, 'session_expiry'),
    tokens: tokensByApi(config, tokens),
    refreshToken: tokens.refreshToken,
    idToken: provider.config.keepIdToken ? tokens.idToken : undefined,
    dpopKey: provider.config.dpop ? transaction.dpopKey : undefined,
    meta: { userAgent: context.req.headers['user-agent'], ip: context.req.ip },
  })
}

function answeredStep({ step, scope }: LoginTransaction): AnsweredStep | undefined {
  if (step === undefined) return undefined
  const [api, digest] = step
  return { api, digest, ...(scope !== undefined && { scope }) }
}

/**
 * The code is redeemed for the first API. A provider that ignores `resource` issues one token with the scopes of all APIs,
 * and the first could use it at the others. Where a refresh can bring a narrower token, this one goes to no API.
 */
function tokensByApi(
  { apis }: Config<unknown>,
  { tokens, refreshToken }: TokenResponse,
): Readonly<Record<string, TokenSet>> {
  const [first, ...others] = apis.values()
  if (first === undefined) return { '': tokens }
  const own = new Set(first.scopes)
  const foreign = others.flatMap(({ scopes }) => scopes).filter((scope) => !own.has(scope))
  // Without `scope` in the response everything was granted that was asked for (RFC 6749, 5.1).
  const granted = tokens.scope?.split(' ') ?? foreign
  const tooMuch = foreign.some((scope) => granted.includes(scope))
  return tooMuch && refreshToken !== undefined ? {} : { [first.name]: tokens }
}

// Rounded down, because stores take whole seconds. A value that isn't a number, such as ADFS's date as text, counts as absent.
function wholeSeconds(claims: Claims, name: string): number | undefined {
  const value = claim(claims, name)
  return isNumericDate(value) ? Math.floor(value) : undefined
}

function responseUrl(redirectUri: string, { code, state, iss }: AuthorizationResponse): URL {
  const url = new URL(redirectUri)
  const parameters = { code, state, iss }
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  return url
}
