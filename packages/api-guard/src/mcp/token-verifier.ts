import { type AuthError, isAuthError } from '@tandem-auth/tokens'
import { type AuthInfo, toAuthInfo } from './auth-info.js'
import { guardFacts } from './guard-facts.js'
import type { McpGuard } from './mcp-guard.js'

/** The SDK's `OAuthTokenVerifier`. */
export interface TokenVerifier {
  verifyAccessToken(token: string): Promise<AuthInfo>
}

/**
 * Makes a verifier for the SDK's own `requireBearerAuth`. Its middleware asks for `instanceof InvalidTokenError`, so the
 * SDK that is installed is imported when the first token is refused.
 * @throws TypeError for a guard that `mcpGuard` didn't make
 */
export function tokenVerifier(guard: Pick<McpGuard, 'verify'>): TokenVerifier {
  const facts = guardFacts.get(guard)
  if (facts === undefined) throw new TypeError('tokenVerifier: give it a guard that mcpGuard has made')
  const { resource, effective } = facts
  return {
    async verifyAccessToken(token) {
      try {
        const auth = await guard.verify(token)
        return toAuthInfo(auth, effective(auth.scopes), resource)
      } catch (error) {
        throw isAuthError(error) ? await sdkError(error) : error
      }
    },
  }
}

type SdkError = new (message: string) => Error

// In a variable, so that the compiler doesn't ask for the package.
const sdkErrors = '@modelcontextprotocol/sdk/server/auth/errors.js'

async function sdkError(error: AuthError): Promise<Error> {
  try {
    const errors = (await import(sdkErrors)) as Readonly<Record<string, SdkError>>
    const { InvalidTokenError, InsufficientScopeError, ServerError } = errors
    const Chosen = error.status >= 500 ? ServerError : error.status === 403 ? InsufficientScopeError : InvalidTokenError
    return Chosen === undefined ? error : new Chosen(error.message)
  } catch {
    return error
  }
}
