import { hash } from 'node:crypto'
import { AuthError, type Claims, isAuthError, publish } from '@tandem-auth/tokens'
import { LRUCache } from 'lru-cache'
import type { IssuerRules } from '../token/issuer-rules.js'
import type { VerifiedToken } from '../token/verified-token.js'
import { type IntrospectionRequest, introspect } from './introspect.js'
import { validateIntrospection } from './validate-introspection.js'

/** A verified opaque token, and until when it is valid (epoch milliseconds). */
export interface VerifiedOpaque {
  readonly verified: VerifiedToken
  readonly key: undefined
  readonly validFrom: number
  readonly validUntil: number
}

/** Asks one provider about its opaque tokens. */
export interface Introspection {
  /**
   * Verifies a token. Concurrent calls with the same token share one request. `now`: epoch seconds.
   * @throws AuthError
   */
  verify(token: string, now: number): Promise<VerifiedOpaque>
}

export interface IntrospectionConfig {
  readonly rules: IssuerRules
  readonly request: IntrospectionRequest
  /** Milliseconds for which an active response is used again, 0 for never. */
  readonly maxAge: number
}

const maxAgeWithoutExpiry = 10_000
const maxAgeOfRefusal = 5_000
const maxRefusals = 1_000
const maxLength = 16 * 1024

export function createIntrospection({ rules, request, maxAge }: IntrospectionConfig): Introspection {
  const { issuer, profile } = rules
  const claimsOf = profile.introspection?.claimsOf
  const running = new Map<string, Promise<VerifiedOpaque>>()
  const refusals = new LRUCache<string, { readonly error: AuthError; readonly until: number }>({ max: maxRefusals })

  async function ask(token: string, now: number): Promise<VerifiedOpaque> {
    const response = await responseTo(token, now)
    const verified = validateIntrospection(token, claimsOf?.(response) ?? response, rules, now)
    const { expiresAt } = verified.auth
    const end = expiresAt === undefined ? maxAgeWithoutExpiry : expiresAt * 1000 - now * 1000
    return { verified, key: undefined, validFrom: 0, validUntil: now * 1000 + Math.min(maxAge, end) }
  }

  async function responseTo(token: string, now: number): Promise<Claims> {
    try {
      const response = await introspect(request, token, now)
      publish('introspection.answered', () => ({ issuer, active: response.active === true }))
      return response
    } catch (error) {
      if (isAuthError(error)) publish('introspection.failed', () => ({ issuer, code: error.code }))
      throw error
    }
  }

  function rememberRefusal(id: string, error: unknown, now: number): void {
    // A token that isn't valid yet will be. Every other refusal of a token is final (RFC 7662, 4).
    if (!isAuthError(error) || error.status !== 401 || error.code === 'ERR_TOKEN_NOT_YET') return
    refusals.set(id, { error, until: now * 1000 + Math.min(maxAge, maxAgeOfRefusal) })
  }

  return {
    async verify(token, now) {
      if (token.length > maxLength) throw new AuthError('ERR_TOKEN_TOO_LARGE')
      const id = hash('sha256', token, 'base64url')
      const refusal = refusals.get(id)
      if (refusal !== undefined && now * 1000 < refusal.until) throw refusal.error
      const known = running.get(id)
      if (known !== undefined) return known
      const asking = ask(token, now).finally(() => running.delete(id))
      running.set(id, asking)
      asking.catch((error: unknown) => rememberRefusal(id, error, now))
      return asking
    },
  }
}
