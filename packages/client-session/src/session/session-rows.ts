import type { SessionLimits } from '../login-state/session-limits.js'
import { callStore } from '../storage/store-call.js'
import { withExpiry } from './row-expiry.js'
import type { SessionRow, SessionStore } from './session-options.js'

type Callback = (error: unknown) => void

/** A session store of whatever kind: each call ends in time and once, each row gets an expiry. `endsAt` in epoch seconds. */
export interface SessionRows {
  read(sessionId: string, callback: (error: unknown, row: SessionRow | undefined) => void): void
  write(sessionId: string, row: SessionRow, endsAt: number, callback: Callback): void
  destroy(sessionId: string): Promise<void>
  readonly canTouch: boolean
  touch(sessionId: string, row: SessionRow, endsAt: number, callback: Callback): void
}

export function createSessionRows(store: SessionStore, limits: SessionLimits, timeout: number): SessionRows {
  const expiring = (row: SessionRow, endsAt: number) => withExpiry(row, endsAt, limits, Date.now() / 1000)
  return {
    read(sessionId, callback) {
      callStore<SessionRow | null>(
        timeout,
        (done) => store.get(sessionId, done),
        (error, row) => callback(error, typeof row?.cookie === 'object' && row.cookie !== null ? row : undefined),
      )
    },
    write(sessionId, row, endsAt, callback) {
      callStore<void>(timeout, (done) => store.set(sessionId, expiring(row, endsAt), done), callback)
    },
    destroy(sessionId) {
      return new Promise((resolve, reject) => {
        callStore<void>(
          timeout,
          (done) => store.destroy(sessionId, done),
          (error) => (error === undefined ? resolve() : reject(error)),
        )
      })
    },
    canTouch: typeof store.touch === 'function',
    touch(sessionId, row, endsAt, callback) {
      callStore<void>(timeout, (done) => store.touch?.(sessionId, expiring(row, endsAt), done), callback)
    },
  }
}
