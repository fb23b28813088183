import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { AccessTokenAuth } from '../token/access-token-auth.js'
import type { Downstream } from './downstream.js'
import { type ExchangeClient, type ExchangedToken, exchangeToken } from './exchange-token.js'

/** The tokens that were exchanged; a bounded cache. */
export interface ExchangedTokens {
  /** Resolves to the exchanged token. All who ask for the same at the same time share one exchange. */
  get(client: ExchangeClient, auth: AccessTokenAuth, target: Downstream): Promise<string>
  clear(): void
}

interface KeptToken {
  readonly accessToken: string
  /** Epoch milliseconds. */
  readonly until: number
}

const maxEntries = 10_000
// A token that expires on its way is of no use.
const margin = 10_000

export function exchangedTokens(): ExchangedTokens {
  const kept = new LRUCache<string, KeptToken>({ max: maxEntries })
  const running = new Map<string, Promise<string>>()

  async function exchange(
    client: ExchangeClient,
    auth: AccessTokenAuth,
    target: Downstream,
    id: string,
  ): Promise<string> {
    const began = Date.now()
    const exchanged = await exchangeToken(client, auth.token, target)
    const until = endOf(exchanged, auth, began)
    if (until > began) kept.set(id, { accessToken: exchanged.accessToken, until })
    return exchanged.accessToken
  }

  return {
    async get(client, auth, target) {
      // The whole token, so that no two callers share one; and the target, whose names have no space.
      const id = `${target.name} ${hash('sha256', auth.token, 'base64url')}`
      const known = kept.get(id)
      if (known !== undefined && Date.now() < known.until) return known.accessToken
      const other = running.get(id)
      if (other !== undefined) return other
      const exchanging = exchange(client, auth, target, id).finally(() => running.delete(id))
      running.set(id, exchanging)
      return exchanging
    },
    clear: () => kept.clear(),
  }
}

/** Never longer than either of the two tokens, and not at all where nobody knows how long that is. */
function endOf({ expiresIn }: ExchangedToken, { expiresAt = 0 }: AccessTokenAuth, began: number): number {
  if (expiresIn === undefined) return 0
  return Math.min(began + expiresIn * 1000, expiresAt * 1000) - margin
}
