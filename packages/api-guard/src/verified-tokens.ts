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
 */
export interface VerifiedTokens {
  recall(token: string, now: number): VerifiedAttachment | undefined
  remember(token: string, judgement: Judgement, now: number): void
  clear(): void
}

export interface CacheConfig {
  readonly maxEntries: number
  /** Milliseconds. */
  readonly maxAge: number
}

export function verifiedTokens(config: CacheConfig | undefined): VerifiedTokens {
  if (config === undefined) return forgetful
  const judgements = new LRUCache<string, Judgement>({ max: config.maxEntries })
  return {
    recall(token, now) {
      const id = digest(token)
      const known = judgements.get(id)
      if (known === undefined) return undefined
      if (now < known.validUntil && now >= known.validFrom && known.key?.retired !== true) return known.attachment
      judgements.delete(id)
      return undefined
    },
    remember(token, judgement, now) {
      const validUntil = Math.min(judgement.validUntil, now + config.maxAge)
      judgements.set(digest(token), { ...judgement, validUntil })
    },
    clear: () => judgements.clear(),
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'base64url')
}

const forgetful: VerifiedTokens = {
  recall: () => undefined,
  remember: () => undefined,
  clear: () => undefined,
}
