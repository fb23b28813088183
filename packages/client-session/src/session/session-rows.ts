import session from 'express-session'
import { type SessionLimits, secondsToKeep } from '../login-state/session-limits.js'
import { callWithin } from '../storage/deadline.js'
import type { SessionRow, SessionStore } from '../storage/session-store.js'

type Callback = (error: unknown) => void

/** The rows of one session store: each call ends once and in time, each row gets an expiry. `endsAt` in epoch seconds. */
export interface SessionRows {
  read(sessionId: string, callback: (error: unknown, row: SessionRow | undefined) => void): void
  write(sessionId: string, row: SessionRow, endsAt: number, callback: Callback): void
  destroy(sessionId: string): Promise<void>
  readonly canTouch: boolean
  touch(sessionId: string, row: SessionRow, endsAt: number, callback: Callback): void
}

/** The session stores in use: our own, and the app's once a request has shown it. */
export interface RowStores {
  /** The store that was added last, which is the app's if there is one. */
  current(): SessionStore
  rowsOf(store: SessionStore): SessionRows
  /** In every known store: a logout by the provider names no store. */
  destroyRow(sessionId: string): Promise<void>
}

export function createRowStores(own: SessionStore, limits: SessionLimits, timeout: number): RowStores {
  const known = new Map([[own, createSessionRows(own, limits, timeout)]])
  let current = own
  return {
    current: () => current,
    rowsOf(store) {
      let rows = known.get(store)
      if (rows === undefined) {
        rows = createSessionRows(store, limits, timeout)
        known.set(store, rows)
        current = store
      }
      return rows
    },
    async destroyRow(sessionId) {
      await Promise.all([...known.values()].map((rows) => rows.destroy(sessionId)))
    },
  }
}

function createSessionRows(store: SessionStore, limits: SessionLimits, timeout: number): SessionRows {
  const expiring = (row: SessionRow, endsAt: number) => withExpiry(row, endsAt, limits, Date.now() / 1000)
  return {
    read(sessionId, callback) {
      callWithin<SessionRow | null>(
        timeout,
        (done) => store.get(sessionId, (error, row) => done(unlessMissing(error), row)),
        (error, row) => callback(error, typeof row?.cookie === 'object' && row.cookie !== null ? row : undefined),
      )
    },
    write(sessionId, row, endsAt, callback) {
      callWithin<void>(timeout, (done) => store.set(sessionId, expiring(row, endsAt), done), callback)
    },
    destroy(sessionId) {
      return new Promise((resolve, reject) => {
        callWithin<void>(
          timeout,
          (done) => store.destroy(sessionId, (error) => done(unlessMissing(error))),
          (error) => (error === undefined ? resolve() : reject(error)),
        )
      })
    },
    canTouch: typeof store.touch === 'function',
    touch(sessionId, row, endsAt, callback) {
      callWithin<void>(timeout, (done) => store.touch?.(sessionId, expiring(row, endsAt), done), callback)
    },
  }
}

// Seconds. connect-pg-simple compares this machine's clock with that of another. A row may stay too long, since the limits
// are decided elsewhere, but it must not go too early.
const clockError = 300

// session-file-store reports a row that isn't there as an error.
function unlessMissing(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT' ? undefined : error
}

/** The row as a store gets it: stores take its lifetime from `cookie.expires`, whatever the browser's cookie says. */
function withExpiry(row: session.SessionData, endsAt: number, limits: SessionLimits, now: number): SessionRow {
  const limit = (now + secondsToKeep(endsAt, limits, now) + clockError) * 1000
  const { originalMaxAge } = row.cookie
  const asked = typeof originalMaxAge === 'number' ? now * 1000 + originalMaxAge : limit
  const cookie = new session.Cookie()
  Object.assign(cookie, row.cookie, { expires: new Date(Math.min(limit, asked)) }, { originalMaxAge })
  return { ...row, cookie }
}

/** The row as express-session gets it back: with the store's expiry it would send the browser a date. */
export function withoutExpiry(row: SessionRow): SessionRow {
  const { cookie } = row
  if (typeof cookie.originalMaxAge === 'number') return row
  return { ...row, cookie: { ...cookie, expires: null } }
}

/** Whether the row was written so recently that its store needn't hear that it is in use. */
export function isFresh({ cookie }: SessionRow, limits: SessionLimits, now: number): boolean {
  return (
    typeof cookie.originalMaxAge !== 'number' &&
    Date.parse(cookie.expires) > (now + limits.idleTimeout + clockError) * 1000
  )
}
