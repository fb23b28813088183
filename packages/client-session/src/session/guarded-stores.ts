import { GuardedStore, type SessionStoreConfig } from './guarded-store.js'
import type { SessionStore } from './session-options.js'

/** The stores that rows may lie in: our own, or those of the app's own express-session, as its requests come by. */
export interface SessionStores {
  guard(store: SessionStore, sessionIds: 'ours' | 'any'): GuardedStore
  isGuarded(store: unknown): store is GuardedStore
  destroyRow(sessionId: string): Promise<void>
  close(): void
}

export function createSessionStores(config: Omit<SessionStoreConfig, 'store' | 'sessionIds'>): SessionStores {
  const guarded = new Map<SessionStore, GuardedStore>()
  return {
    guard(store, sessionIds) {
      let known = guarded.get(store)
      if (known === undefined) {
        known = new GuardedStore({ ...config, store, sessionIds })
        guarded.set(store, known)
      }
      return known
    },
    isGuarded: (store): store is GuardedStore => store instanceof GuardedStore && [...guarded.values()].includes(store),
    async destroyRow(sessionId) {
      await Promise.all([...guarded.values()].map((store) => store.destroyRow(sessionId)))
    },
    close() {
      for (const store of guarded.values()) store.detach()
    },
  }
}
