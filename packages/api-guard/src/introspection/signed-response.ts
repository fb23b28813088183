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

/** Answers that the provider signs for this very client. */
export interface SignedAnswers {
  /** @throws AuthError `ERR_INTROSPECTION_UNAVAILABLE`, `ERR_KEYS_UNAVAILABLE` (503): a bad answer is not the caller's fault */
  read(response: string, now: number): Promise<Claims>
}

export interface SignedAnswerConfig {
  readonly issuer: string
  readonly clientId: string | undefined
  readonly keys: KeySource
  readonly algorithms: ReadonlySet<string>
  /** Seconds. */
  readonly clockTolerance: number
}

// An answer doesn't say which token it is about: an old one must not answer a new question.
const maxAge = 60

/** @see RFC 9701, 5 */
export function signedAnswers(config: SignedAnswerConfig): SignedAnswers {
  return {
    async read(response, now) {
      try {
        const jws = parseJws(response.trim())
        screen(jws, config, now)
        await verifySignature(jws, config.keys)
        return describedToken(jws)
      } catch (error) {
        throw isAuthError(error) && error.status >= 500 ? error : unusable(error)
      }
    },
  }
}

function screen({ unverifiedHeader, unverifiedPayload }: UnverifiedJws, config: SignedAnswerConfig, now: number): void {
  const { issuer, clientId, algorithms, clockTolerance } = config
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
  const hint = `The signed introspection answer isn't one for this client: it needs a good signature of the issuer, "typ", "iss", "aud" with the clientId, and an "iat" of the last ${maxAge} seconds.`
  return new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { hint, cause })
}
