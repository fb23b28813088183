import type { SessionRow, SessionStore } from '../session/session-options.js'
import { createExpiringMap } from './expiring-map.js'

const maxSessions = 100_000

/** The session store of one process: bounded (the session used least recently goes first), and it expires. */
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

// What is stored here comes through our own wrapper, which gives every row an expiry.
function secondsLeft({ cookie }: SessionRow): number {
  return (new Date(cookie.expires).getTime() - Date.now()) / 1000
}
