import { AuthError, claim, isAuthError } from '@tandem-auth/tokens'
import type { ApiConfig } from '../access-tokens/api-config.js'
import type { RefreshTokens } from '../access-tokens/refresh.js'
import type { TokenOwner } from '../access-tokens/token-vault.js'
import type { Config } from '../config/config.js'
import { validateRefreshedIdToken } from '../provider/id-token.js'
import type { Provider, TokenResponse } from '../provider/provider.js'
import type { Providers } from '../provider/providers.js'

/** Fetches new tokens of a login for one of the APIs. */
export function refreshTokens({ apis }: Pick<Config<unknown>, 'apis'>, providers: Providers): RefreshTokens {
  return async (refreshToken, name, owner) => {
    const provider = providers.of(owner.iss)
    // A login from before "dpop" was switched on has no key: its tokens must not be used from now on.
    const isUnbound = provider?.config.dpop === true && owner.dpopKey === undefined
    if (provider === undefined || isUnbound) throw new AuthError('ERR_LOGIN_REQUIRED')
    const parameters = apiParameters(apis.get(name), apis.size > 1, owner.scopes?.[name])
    const response = await provider.refresh(refreshToken, parameters, owner.dpopKey)
    try {
      await checkIdToken(response, provider, owner)
    } catch (error) {
      // For example, the keys are unreachable. The provider has rotated already, and the old refresh token would look stolen.
      if (!isAuthError(error) || error.status < 500) throw error
      return { tokens: response.tokens, refreshToken: response.refreshToken, unvalidated: error }
    }
    const idToken = provider.config.keepIdToken ? response.idToken : undefined
    return { tokens: response.tokens, refreshToken: response.refreshToken, idToken }
  }
}

/** The parameters that name an API at the token endpoint. */
export function apiParameters(api: ApiConfig | undefined, several: boolean, more?: string): URLSearchParams {
  const parameters = new URLSearchParams()
  if (api?.resource !== undefined) parameters.set('resource', api.resource)
  if (api?.audience !== undefined && several) parameters.set('audience', api.audience)
  // With several APIs a token has only the scopes of its own API; the refresh token keeps them all.
  const scopes = [...(api?.scopes ?? []), ...(more?.split(' ') ?? [])]
  if (several && scopes.length > 0) parameters.set('scope', [...new Set(scopes)].join(' '))
  return parameters
}

/** Tokens of another user must not enter the session (OpenID Connect Core 1.0, 12.2). */
async function checkIdToken(
  { idToken, tokens }: TokenResponse,
  provider: Provider,
  { sub }: TokenOwner,
): Promise<void> {
  if (idToken === undefined) return
  const claims = await validateRefreshedIdToken(idToken, provider.policy, tokens.accessToken)
  // Another `auth_time` is the same user: another app of theirs asked for a new login (`prompt=login`).
  if (claim(claims, 'sub') !== sub) throw new AuthError('ERR_ID_TOKEN_SUBJECT')
}
