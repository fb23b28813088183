import { AuthError, type ErrorCode } from '@tandem-auth/tokens'

/** The parts of a challenge that are the same for every refusal of a guard. */
export interface ChallengeConfig {
  readonly realm: string | undefined
  readonly resourceMetadata: string | undefined
}

/**
 * Returns a refusal with its `WWW-Authenticate` header. Every part comes from the configuration or a fixed table: no byte
 * of a token reaches a header.
 * @see RFC 6750, 3; RFC 9728, 5.1
 */
export function challenged(config: ChallengeConfig, error: AuthError, scopes: readonly string[]): AuthError {
  if (error.status >= 500) return error
  const parameters = [...guardParameters(config), ...errorParameters(error, scopes)]
  const value = parameters.length === 0 ? 'Bearer' : `Bearer ${parameters.join(', ')}`
  return new AuthError(error.code, { hint: error.hint, headers: { 'WWW-Authenticate': value } })
}

function guardParameters({ realm, resourceMetadata }: ChallengeConfig): readonly string[] {
  const parameters: string[] = []
  if (realm !== undefined) parameters.push(`realm="${realm}"`)
  if (resourceMetadata !== undefined) parameters.push(`resource_metadata="${resourceMetadata}"`)
  return parameters
}

const missing: ErrorCode = 'ERR_CREDENTIALS_MISSING'

function errorParameters({ code, status, message }: AuthError, scopes: readonly string[]): readonly string[] {
  const scope = scopes.length === 0 ? [] : [`scope="${scopes.join(' ')}"`]
  // A request without credentials isn't an error, so the challenge names none (RFC 6750, 3.1).
  if (code === missing) return scope
  if (status === 400) return ['error="invalid_request"']
  if (status === 403) return ['error="insufficient_scope"', ...scope]
  return ['error="invalid_token"', `error_description="${message}"`]
}
