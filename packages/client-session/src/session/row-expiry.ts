import session from 'express-session'
import { type SessionLimits, secondsToKeep } from '../login-state/session-limits.js'
import type { SessionRow } from './session-options.js'

/** The row as a store gets it: stores take its lifetime from `cookie.expires`, whatever the browser's cookie says. */
export function withExpiry(row: session.SessionData, endsAt: number, limits: SessionLimits, now: number): SessionRow {
  const limit = (now + secondsToKeep(endsAt, limits, now)) * 1000
  const { originalMaxAge } = row.cookie
  const asked = typeof originalMaxAge === 'number' ? now * 1000 + originalMaxAge : limit
  const cookie = new session.Cookie()
  Object.assign(cookie, row.cookie, { expires: new Date(Math.min(limit, asked)) }, { originalMaxAge })
  return { ...row, cookie }
}

/** The row as express-session gets it back: with the store's expiry it would send the browser a date. */
export function withoutExpiry(row: SessionRow): session.SessionData {
  const { cookie } = row
  if (typeof cookie.originalMaxAge === 'number') return row
  return { ...row, cookie: { ...cookie, expires: null } }
}

/** Whether the row was written so lately that its store needn't be told that it is in use. */
export function isFresh({ cookie }: SessionRow, limits: SessionLimits, now: number): boolean {
  return typeof cookie.originalMaxAge !== 'number' && Date.parse(cookie.expires) > (now + limits.idleTimeout) * 1000
}
