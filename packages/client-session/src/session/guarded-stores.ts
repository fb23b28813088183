import type { SessionRecord } from '../login-state/session-record.js'
import type { SessionStore } from '../storage/session-store.js'
import { GuardedStore, type GuardedStoreDeps } from './guarded-store.js'
import type { RowStores } from './session-rows.js'

/** The wrappers of the stores in use: our own, and the app's once a request has shown it. */
export interface GuardedStores {
  guard(store: SessionStore, sessionIds: 'ours' | 'any'): GuardedStore
  isGuarded(store: unknown): store is GuardedStore
  /** Epoch seconds at which the session of this record ends if nobody uses it. */
  expiryOf(record: SessionRecord<unknown>): number | undefined
  close(): void
}

export interface GuardedStoresDeps
  extends Pick<GuardedStoreDeps, 'activeSessions' | 'limits' | 'records' | 'endings' | 'keepLogin'> {
  readonly rowStores: RowStores
}

export function createGuardedStores({ rowStores, ...deps }: GuardedStoresDeps): GuardedStores {
  const guarded = new Map<SessionStore, GuardedStore>()
  return {
    guard(store, sessionIds) {
      let known = guarded.get(store)
      if (known === undefined) {
        known = new GuardedStore({ ...deps, store, rows: rowStores.rowsOf(store), sessionIds })
        guarded.set(store, known)
      }
      return known
    },
    isGuarded: (store): store is GuardedStore => store instanceof GuardedStore && [...guarded.values()].includes(store),
    expiryOf(record) {
      for (const store of guarded.values()) {
        const expiry = store.expiryOf(record)
        if (expiry !== undefined) return expiry
      }
      return undefined
    },
    close() {
      for (const store of guarded.values()) store.detach()
    },
  }
}
