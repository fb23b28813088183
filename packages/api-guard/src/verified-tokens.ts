import { hash } from 'node:crypto'
import type { VerificationKey } from '@tandem-auth/tokens'
import { LRUCache } from 'lru-cache'
import type { VerifiedGuardState } from './auth.js'

/** A token that was judged, and for how long the judgement holds. All times are epoch milliseconds. */
export interface CachedToken {
  readonly state: VerifiedGuardState
  /** The key that verified it; `undefined` for an opaque token. */
  readonly key: VerificationKey | undefined
  readonly validFrom: number
  readonly validUntil: number
}

/**
 * The tokens this guard has judged. Its own for each guard: a judgement holds for one policy alone. The whole token is
 * hashed, since a key made of parts of it would let two tokens share a judgement.
 *
 * A JWT is remembered when it comes a second time. Many come only once: keeping those costs more than checking another
 * one twice, and would push out the ones that do come again. An opaque token is remembered at once, since judging it means
 * asking the provider.
 */
export interface VerifiedTokens {
  /** What a token is known by; computed once for each request. */
  keyOf(token: string): string
  get(id: string, now: number): VerifiedGuardState | undefined
  remember(id: string, cachedToken: CachedToken, now: number): void
  clear(): void
}

export interface CacheConfig {
  readonly maxEntries: number
  /** Milliseconds. */
  readonly maxAge: number
}

export function verifiedTokens(config: CacheConfig | undefined): VerifiedTokens {
  if (config === undefined) return noCache
  const { maxEntries, maxAge } = config
  const cachedTokens = new LRUCache<string, CachedToken>({ max: maxEntries })
  const seen = new Set<string>()

  function markSeen(id: string): void {
    if (seen.size >= maxEntries) seen.clear()
    seen.add(id)
  }

  return {
    keyOf: (token) => hash('sha256', token, 'base64url'),
    get(id, now) {
      const known = cachedTokens.get(id)
      if (known === undefined) return undefined
      if (now < known.validUntil && now >= known.validFrom && known.key?.retired !== true) return known.state
      cachedTokens.delete(id)
      markSeen(id)
      return undefined
    },
    remember(id, { state, key, validFrom, validUntil }, now) {
      if (key !== undefined && !seen.delete(id)) return markSeen(id)
      cachedTokens.set(id, { state, key, validFrom, validUntil: Math.min(validUntil, now + maxAge) })
    },
    clear() {
      cachedTokens.clear()
      seen.clear()
    },
  }
}

const noCache: VerifiedTokens = {
  keyOf: () => '',
  get: () => undefined,
  remember: () => undefined,
  clear: () => undefined,
}
