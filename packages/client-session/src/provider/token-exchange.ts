import { AuthError } from '@tandem-auth/tokens'
import type { TokenSet } from '../access-tokens/token-vault.js'
import type { Provider } from './provider.js'

/** What an access token is exchanged for, in the terms of RFC 8693. */
export interface TokenExchange {
  readonly audience?: string | undefined
  readonly resource?: string | undefined
  /** Space-separated. */
  readonly scope?: string | undefined
}

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

/** @see RFC 8693, 2.1 */
export async function exchangeToken(
  provider: Provider | undefined,
  { audience, resource, scope }: TokenExchange,
  accessToken: string,
): Promise<TokenSet> {
  if (provider === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
  const parameters = new URLSearchParams({
    subject_token: accessToken,
    subject_token_type: accessTokenType,
    requested_token_type: accessTokenType,
  })
  const wished = { audience, resource, scope }
  for (const [name, value] of Object.entries(wished)) if (value !== undefined) parameters.set(name, value)
  return (await provider.exchange(parameters)).tokens
}
