import { createExpiringMap } from './expiring-map.js'
import type { SessionRow, SessionStore } from './session-store.js'

const maxSessions = 100_000

/** The session store of one process. It is bounded (the session used least recently goes first), and its rows expire. */
export function memoryStore(): SessionStore {
  const rows = createExpiringMap<string>(maxSessions)
  return {
    get(sessionId, callback) {
      const row = rows.get(sessionId)
      callback(undefined, row === undefined ? undefined : JSON.parse(row))
    },
    set(sessionId, row, callback) {
      rows.set(sessionId, JSON.stringify(row), secondsLeft(row))
      callback?.()
    },
    destroy(sessionId, callback) {
      rows.delete(sessionId)
      callback?.()
    },
    touch(sessionId, row, callback) {
      const known = rows.get(sessionId)
      if (known !== undefined) rows.set(sessionId, known, secondsLeft(row))
      callback?.()
    },
  }
}

// Rows come through our wrapper, which gives each of them an expiry.
function secondsLeft({ cookie }: SessionRow): number {
  return (new Date(cookie.expires).getTime() - Date.now()) / 1000
}
