import { AuthError, type Claims, claim, isNumericDate, stringClaim } from '@tandem-auth/tokens'
import type { Config } from '../config/config.js'
import type { Services } from '../config/services.js'
import { epochSeconds } from '../http/epoch-seconds.js'
import { makeUser } from '../login-state/user-profile.js'
import type { AuthorizationResponse } from '../provider/authorization-response.js'
import { type IdTokenClaims, validateIdToken } from '../provider/id-token.js'
import { isStrongEnough } from '../provider/login-strength.js'
import type { LoginTransaction } from '../provider/login-transactions.js'
import type { Provider, TokenResponse } from '../provider/provider.js'
import type { RequestContext } from './request-context.js'

export interface FinishLoginInput {
  readonly provider: Provider
  readonly transaction: LoginTransaction
  readonly response: AuthorizationResponse
  readonly redirectUri: string
}

/**
 * From the code to the session: redeems it, validates the ID token, asks UserInfo, and begins the session. A login that is
 * older or weaker than requested changes nothing.
 */
export async function finishLogin<User>(
  services: Services<User>,
  context: RequestContext<User>,
  { provider, transaction, response, redirectUri }: FinishLoginInput,
): Promise<'done' | 'too weak'> {
  const { config, sessions } = services
  const { state, nonce, codeVerifier } = transaction
  const [firstApi] = config.apis.values()
  const tokens = await provider.redeemCode(responseUrl(redirectUri, response), {
    ...{ state, codeVerifier },
    resource: firstApi?.resource,
  })
  // Read after the response: compared with an earlier time, the token of a slow provider would be from the future.
  const now = epochSeconds()
  const claims = await validateResponse(tokens, provider, nonce, now)
  const evidence = { authTime: wholeSeconds(claims, 'auth_time'), acr: stringClaim(claims, 'acr') }
  const asked = { maxAge: transaction.maxAge, acr: transaction.acrValues?.split(' ') }
  if (!isStrongEnough(evidence, asked, { now, tolerance: config.clockTolerance })) return 'too weak'
  const user = makeUser(claims, await userInfo(config, provider, tokens, claims), config.profile)
  context.record = await sessions.begin(context.req, {
    iss: claims.iss,
    clientId: provider.config.clientId,
    sub: claims.sub,
    sid: stringClaim(claims, 'sid'),
    // Unknown counts as long ago.
    authTime: evidence.authTime ?? 0,
    acr: evidence.acr,
    user,
    startedAt: transaction.startedAt,
    // The end of the provider's own session (OpenID Connect Enterprise Extensions 1.0, draft).
    expiresAt: wholeSeconds(claims, 'session_expiry'),
    tokens: { [firstApi?.name ?? '']: tokens.tokens },
    refreshToken: tokens.refreshToken,
    idToken: provider.config.keepIdToken ? tokens.idToken : undefined,
    meta: { userAgent: context.req.headers['user-agent']?.slice(0, 256), ip: context.req.ip },
  })
  return 'done'
}

function validateResponse(
  response: TokenResponse,
  provider: Provider,
  nonce: string,
  now: number,
): Promise<IdTokenClaims> {
  const { idToken, tokens } = response
  if (idToken === undefined) throw new AuthError('ERR_ID_TOKEN_MISSING')
  return validateIdToken(idToken, provider.policy, { now, nonce, accessToken: tokens.accessToken })
}

async function userInfo<User>(
  { profile }: Config<User>,
  provider: Provider,
  { tokens }: TokenResponse,
  { sub }: IdTokenClaims,
): Promise<Claims> {
  return profile.userInfo === true ? provider.userInfo(tokens.accessToken, sub) : {}
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
