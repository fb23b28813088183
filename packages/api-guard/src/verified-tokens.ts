import { hash } from 'node:crypto'
import type { VerificationKey } from '@tandem-auth/tokens'
import { LRUCache } from 'lru-cache'
import type { VerifiedAttachment } from './auth.js'

/** A token that was judged, and for how long the judgement holds. All times are epoch milliseconds. */
export interface Judgement {
  readonly attachment: VerifiedAttachment
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
  identify(token: string): string
  recall(id: string, now: number): VerifiedAttachment | undefined
  remember(id: string, judgement: Judgement, now: number): void
  clear(): void
}

export interface CacheConfig {
  readonly maxEntries: number
  /** Milliseconds. */
  readonly maxAge: number
}

export function verifiedTokens(config: CacheConfig | undefined): VerifiedTokens {
  if (config === undefined) return forgetful
  const { maxEntries, maxAge } = config
  const judgements = new LRUCache<string, Judgement>({ max: maxEntries })
  const seen = new Set<string>()

  function note(id: string): void {
    if (seen.size >= maxEntries) seen.clear()
    seen.add(id)
  }

  return {
    identify: (token) => hash('sha256', token, 'base64url'),
    recall(id, now) {
      const known = judgements.get(id)
      if (known === undefined) return undefined
      if (now < known.validUntil && now >= known.validFrom && known.key?.retired !== true) return known.attachment
      judgements.delete(id)
      note(id)
      return undefined
    },
    remember(id, { attachment, key, validFrom, validUntil }, now) {
      if (key !== undefined && !seen.delete(id)) return note(id)
      judgements.set(id, { attachment, key, validFrom, validUntil: Math.min(validUntil, now + maxAge) })
    },
    clear() {
      judgements.clear()
      seen.clear()
    },
  }
}

const forgetful: VerifiedTokens = {
  identify: () => '',
  recall: () => undefined,
  remember: () => undefined,
  clear: () => undefined,
}
