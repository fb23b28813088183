import { type Claims, claim, stringClaim, timeClaim } from '@tandem-auth/tokens'
import type { Config } from '../config/config.js'
import { epochSeconds, type Parts, type Visit } from '../config/services.js'
import { makeUser } from '../login-state/user-profile.js'
import type { AuthorizationAnswer } from '../provider/authorization-response.js'
import { type IdTokenClaims, validateIdToken } from '../provider/id-token.js'
import { isStrongEnough } from '../provider/login-strength.js'
import type { LoginTransaction } from '../provider/login-transactions.js'
import type { Provider, TokenAnswer } from '../provider/provider.js'

export interface LoginResponse {
  readonly provider: Provider
  readonly transaction: LoginTransaction
  readonly response: AuthorizationAnswer
  readonly redirectUri: string
}

/**
 * From the code to the session: redeem, judge the ID token, ask UserInfo, keep what is to be kept. A login that is older
 * or weaker than was asked for is no login, and changes nothing.
 */
export async function finishLogin<User>(
  parts: Parts<User>,
  visit: Visit<User>,
  { provider, transaction, response, redirectUri }: LoginResponse,
): Promise<'done' | 'too weak'> {
  const { config, keeper } = parts
  const { state, nonce, codeVerifier } = transaction
  const [firstApi] = config.apis.values()
  const answer = await provider.redeemCode(answerAddress(redirectUri, response), {
    ...{ state, nonce, codeVerifier, now: epochSeconds() },
    resource: firstApi?.resource,
  })
  // Not before the provider has answered: by an earlier clock, what it took its time to issue would be from the future.
  const now = epochSeconds()
  const claims = await judge(answer, provider, nonce, now)
  const evidence = { authTime: timeClaim(claims, 'auth_time'), acr: stringClaim(claims, 'acr') }
  const asked = { maxAge: transaction.maxAge, acr: transaction.acrValues?.split(' ') }
  if (!isStrongEnough(evidence, asked, { now, tolerance: config.clockTolerance })) return 'too weak'
  const user = makeUser(claims, await userInfo(config, provider, answer, claims), config.profile)
  visit.record = await keeper.begin(visit.req, {
    iss: claims.iss,
    sub: claims.sub,
    sid: stringClaim(claims, 'sid'),
    // Unknown counts as long ago.
    authTime: evidence.authTime ?? 0,
    acr: evidence.acr,
    user,
    startedAt: transaction.startedAt,
    expiresAt: sessionLimit(claims),
    tokens: { [firstApi?.name ?? '']: answer.tokens },
    refreshToken: answer.refreshToken,
    idToken: provider.config.keepIdToken ? answer.idToken : undefined,
    meta: { userAgent: visit.req.headers['user-agent']?.slice(0, 256), ip: visit.req.ip },
  })
  return 'done'
}

function judge(answer: TokenAnswer, provider: Provider, nonce: string, now: number): Promise<IdTokenClaims> {
  const { idToken = '', tokens } = answer
  return validateIdToken(idToken, provider.policy, { now, nonce, accessToken: tokens.accessToken })
}

async function userInfo<User>(
  { profile }: Config<User>,
  provider: Provider,
  { tokens }: TokenAnswer,
  { sub }: IdTokenClaims,
): Promise<Claims> {
  return profile.userInfo === true ? provider.userInfo(tokens.accessToken, sub) : {}
}

// When the provider's own session ends (OpenID Connect Enterprise Extensions 1.0, draft).
function sessionLimit(claims: Claims): number | undefined {
  const limit = claim(claims, 'session_expiry')
  return Number.isSafeInteger(limit) ? (limit as number) : undefined
}

function answerAddress(redirectUri: string, { code, state, iss }: AuthorizationAnswer): URL {
  const address = new URL(redirectUri)
  const answer = { code, state, iss }
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) address.searchParams.set(name, value)
  return address
}
