import { hash } from 'node:crypto'
import type { VerificationKey } from '@tandem-auth/tokens'
import { LRUCache } from 'lru-cache'
import type { VerifiedGuardState } from './guard-state.js'

/** A verified token, and how long it may be used without verifying it again. All times are epoch milliseconds. */
export interface CachedToken {
  readonly state: VerifiedGuardState
  /** The key that verified it; `undefined` for an opaque token. */
  readonly key: VerificationKey | undefined
  readonly validFrom: number
  readonly validUntil: number
}

/**
 * The cache of verified tokens. Each guard has its own, because a result holds only for that guard's configuration. The
 * key is a hash of the whole token: two tokens could share a key made from parts of them.
 *
 * A JWT is cached when it comes a second time. Many tokens come only once: caching them would cost more than verifying
 * another one twice, and would evict those that do come again. An opaque token is cached at once, because verifying it
 * means a request to the provider.
 */
export interface VerifiedTokens {
  /** The cache key of a token; computed once per request. */
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
