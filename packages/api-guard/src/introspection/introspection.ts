import { hash } from 'node:crypto'
import { AuthError, type Claims, isAuthError, publish } from '@tandem-auth/tokens'
import { LRUCache } from 'lru-cache'
import type { VerifiedToken } from '../auth.js'
import type { IssuerConfig } from '../issuers/issuers.js'
import { validateIntrospection } from './judge-response.js'
import { introspectionCalls } from './limited-calls.js'
import { type IntrospectionRequest, introspect } from './request.js'

/** An opaque token that holds, and until when (epoch milliseconds). */
export interface VerifiedOpaque {
  readonly credential: VerifiedToken
  readonly key: undefined
  readonly validFrom: number
  readonly validUntil: number
}

/** One provider's knowledge of its opaque tokens. */
export interface Introspection {
  /**
   * Asks once for all who bring the same token at the same time.
   * @throws AuthError
   */
  judge(token: string, issuer: IssuerConfig, now: number): Promise<VerifiedOpaque>
}

export interface IntrospectionConfig {
  readonly request: IntrospectionRequest
  /** The answer in the form of RFC 7662, where the provider has another. */
  readonly claimsOf: ((response: Claims) => Claims) | undefined
  /** Milliseconds for which an answer is believed, 0 for never. */
  readonly maxAge: number
}

const maxAgeWithoutExpiry = 10_000
const maxAgeOfRefusal = 5_000
const maxRefusals = 1_000
const maxLength = 16 * 1024

export function createIntrospection({ request, claimsOf, maxAge }: IntrospectionConfig): Introspection {
  const calls = introspectionCalls()
  const running = new Map<string, Promise<VerifiedOpaque>>()
  const refusals = new LRUCache<string, { readonly error: AuthError; readonly until: number }>({ max: maxRefusals })

  async function ask(token: string, issuer: IssuerConfig, now: number): Promise<VerifiedOpaque> {
    const response = await answerOf(token, issuer, now)
    const credential = validateIntrospection(token, claimsOf?.(response) ?? response, issuer, now)
    const { expiresAt } = credential.auth
    const end = expiresAt === undefined ? maxAgeWithoutExpiry : expiresAt * 1000 - now * 1000
    return {
      credential,
      key: undefined,
      validFrom: 0,
      validUntil: now * 1000 + Math.min(maxAge, end),
    }
  }

  async function answerOf(token: string, { issuer }: IssuerConfig, now: number): Promise<Claims> {
    try {
      const response = await calls.run(() => introspect(request, token, now))
      publish('introspection.answered', () => ({ issuer, active: response.active }))
      return response
    } catch (error) {
      // Nothing else is thrown here; were there a mistake of ours, it would have no code to tell.
      if (isAuthError(error)) publish('introspection.failed', () => ({ issuer, code: error.code }))
      throw error
    }
  }

  function rememberRefusal(id: string, error: unknown, now: number): void {
    // What isn't valid yet will be; nothing else that the provider says against a token ever changes (RFC 7662, 4).
    if (!isAuthError(error) || error.status !== 401 || error.code === 'ERR_TOKEN_NOT_YET') return
    refusals.set(id, { error, until: now * 1000 + Math.min(maxAge, maxAgeOfRefusal) })
  }

  return {
    async judge(token, issuer, now) {
      if (token.length > maxLength) throw new AuthError('ERR_TOKEN_TOO_LARGE')
      const id = hash('sha256', token, 'base64url')
      const refusal = refusals.get(id)
      if (refusal !== undefined && now * 1000 < refusal.until) throw refusal.error
      const known = running.get(id)
      if (known !== undefined) return known
      const asking = ask(token, issuer, now).finally(() => running.delete(id))
      running.set(id, asking)
      asking.catch((error: unknown) => rememberRefusal(id, error, now))
      return asking
    },
  }
}
