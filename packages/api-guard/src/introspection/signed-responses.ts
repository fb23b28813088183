import {
  AuthError,
  audienceOf,
  type Claims,
  claim,
  headerType,
  isAuthError,
  type KeySource,
  parseJws,
  timeClaim,
  type UnverifiedJws,
  verifySignature,
} from '@tandem-auth/tokens'
import type { IssuerRules } from '../token/issuer-rules.js'

/** Introspection responses that the provider signs for this client. */
export interface SignedResponses {
  /** @throws AuthError `ERR_INTROSPECTION_UNAVAILABLE`, `ERR_KEYS_UNAVAILABLE` (503): a bad response isn't the caller's fault */
  read(response: string, now: number): Promise<Claims>
}

export interface SignedResponseConfig {
  readonly rules: IssuerRules
  readonly clientId: string | undefined
  readonly keys: KeySource
}

// Seconds. A response doesn't say which token it is about, so an old one must not pass as the response to a new request.
const maxAge = 60

/** @see RFC 9701, 5 */
export function signedResponses(config: SignedResponseConfig): SignedResponses {
  return {
    async read(response, now) {
      try {
        const jws = parseJws(response.trim())
        screen(jws, config, now)
        await verifySignature(jws, config.keys, 'ERR_KEYS_UNAVAILABLE')
        return describedToken(jws)
      } catch (error) {
        throw isAuthError(error) && error.status >= 500 ? error : unusable(error)
      }
    },
  }
}

function screen(
  { unverifiedHeader, unverifiedPayload }: UnverifiedJws,
  config: SignedResponseConfig,
  now: number,
): void {
  const { clientId } = config
  const { issuer, algorithms, clockTolerance } = config.rules
  const iat = timeClaim(unverifiedPayload, 'iat')
  const fits =
    algorithms.has(unverifiedHeader.alg) &&
    headerType(unverifiedHeader) === 'token-introspection+jwt' &&
    claim(unverifiedPayload, 'iss') === issuer &&
    clientId !== undefined &&
    audienceOf(unverifiedPayload)?.includes(clientId) === true &&
    iat !== undefined &&
    Math.abs(now - iat) <= maxAge + clockTolerance
  if (!fits) throw unusable(undefined)
}

function describedToken({ unverifiedPayload }: UnverifiedJws): Claims {
  const described = claim(unverifiedPayload, 'token_introspection')
  if (typeof described !== 'object' || described === null || Array.isArray(described)) throw unusable(undefined)
  return described as Claims
}

function unusable(cause: unknown): AuthError {
  const hint = `The signed introspection response can't be accepted. It needs a valid signature of the issuer, the right "typ" and "iss", the clientId in "aud", and an "iat" within the last ${maxAge} seconds.`
  return new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { hint, cause })
}
