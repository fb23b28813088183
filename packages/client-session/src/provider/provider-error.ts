import { AuthError, type ErrorCode, isAuthError, quote } from '@tandem-auth/tokens'
import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client'

// Errors about the user, one login, or the provider, and errors about our configuration.
const refusals: ReadonlyMap<string, ErrorCode> = new Map([
  ['access_denied', 'ERR_LOGIN_DENIED'],
  ['server_error', 'ERR_PROVIDER_UNAVAILABLE'],
  ['temporarily_unavailable', 'ERR_PROVIDER_UNAVAILABLE'],
  ['login_required', 'ERR_LOGIN_REFUSED'],
  ['interaction_required', 'ERR_LOGIN_REFUSED'],
  ['consent_required', 'ERR_LOGIN_REFUSED'],
  ['account_selection_required', 'ERR_LOGIN_REFUSED'],
  ['unmet_authentication_requirements', 'ERR_LOGIN_NOT_RECENT'],
  ['invalid_client', 'ERR_CLIENT_REFUSED'],
  ['unauthorized_client', 'ERR_CLIENT_REFUSED'],
  ['unsupported_response_type', 'ERR_CLIENT_REFUSED'],
  ['unsupported_grant_type', 'ERR_CLIENT_REFUSED'],
  ['invalid_scope', 'ERR_CLIENT_REFUSED'],
  ['invalid_request', 'ERR_CLIENT_REFUSED'],
  ['invalid_request_object', 'ERR_CLIENT_REFUSED'],
  ['invalid_request_uri', 'ERR_CLIENT_REFUSED'],
  ['invalid_redirect_uri', 'ERR_CLIENT_REFUSED'],
  ['invalid_target', 'ERR_CLIENT_REFUSED'],
  ['request_not_supported', 'ERR_CLIENT_REFUSED'],
  ['use_dpop_nonce', 'ERR_CLIENT_REFUSED'],
])

/** An `error` of an authorization response (RFC 6749, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6). */
export function authorizationRefusal(error: string, description?: string): AuthError {
  return new AuthError(refusals.get(error) ?? 'ERR_LOGIN_REFUSED', { hint: hintOf(error, description) })
}

/** The provider's own words are for the developer: a page never shows them. */
function hintOf(error: string, description: string | undefined): string {
  const said = description === undefined || description === '' ? quote(error) : `${quote(error)}: ${quote(description)}`
  const advice = error === 'invalid_client' ? ` ${checkCredentials}` : ''
  return `The provider responded with ${said}.${advice}`
}

const checkCredentials = 'Check "clientId" and "clientSecret".'

/**
 * What openid-client threw, as one of our errors: theirs carry whole token responses. `refreshRefused` is what a
 * refused code or refresh token means to the caller.
 */
export function asProviderError(error: unknown, refreshRefused: ErrorCode): AuthError {
  if (isAuthError(error)) return error
  if (error instanceof ResponseBodyError) {
    const { error: name, error_description: description, status } = error
    const hint = hintOf(name, description)
    if (status >= 500) return new AuthError('ERR_PROVIDER_UNAVAILABLE', { hint })
    if (name === 'invalid_grant') return new AuthError(refreshRefused, { hint })
    return new AuthError(refusals.get(name) ?? 'ERR_CLIENT_REFUSED', { hint })
  }
  // A 401 with a challenge means wrong client credentials (RFC 6749, 5.2).
  if (error instanceof WWWAuthenticateChallengeError) {
    return new AuthError('ERR_CLIENT_REFUSED', { hint: `The provider refuses the client. ${checkCredentials}` })
  }
  if (!(error instanceof ClientError)) return new AuthError('ERR_PROVIDER_UNAVAILABLE', { cause: error })
  if (isAuthError(error.cause)) return error.cause
  const { cause } = error
  if (cause instanceof Response && cause.status >= 500) return new AuthError('ERR_PROVIDER_UNAVAILABLE')
  const understood = error.code === undefined || !error.code.startsWith('OAUTH_') || error.code === 'OAUTH_TIMEOUT'
  return new AuthError(understood ? 'ERR_PROVIDER_UNAVAILABLE' : 'ERR_PROVIDER_RESPONSE', { cause: error })
}
