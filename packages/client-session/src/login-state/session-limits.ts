import type { SessionRecord } from './session-record.js'

/** All in seconds. */
export interface SessionLimits {
  readonly idleTimeout: number
  readonly absoluteTimeout: number
  /** How old `lastSeen` may get before it is written again. */
  readonly threshold: number
}

/** What decides whether a session id still stands for a login; kept in coordination under a hash of that id. */
export interface ActiveSession {
  readonly loginId: string
  /** Epoch seconds. */
  readonly lastSeen: number
  /** Epoch seconds: the absolute limit, or the provider's own where that is nearer. */
  readonly endsAt: number
}

export function sessionLimits(idleTimeout: number, absoluteTimeout: number): SessionLimits {
  return { idleTimeout, absoluteTimeout, threshold: Math.min(60, idleTimeout / 10) }
}

/** Decided from stored facts, never from the cookie or the store's own expiry. `now` in epoch seconds. */
export function isOver(
  record: SessionRecord<unknown>,
  activeSession: ActiveSession,
  limits: SessionLimits,
  now: number,
): boolean {
  return (
    activeSession.loginId !== record.loginId ||
    now >= activeSession.endsAt ||
    now >= record.createdAt + limits.absoluteTimeout ||
    now >= activeSession.lastSeen + limits.idleTimeout
  )
}

export function isDueForRenewal(activeSession: ActiveSession, limits: SessionLimits, now: number): boolean {
  return now >= activeSession.lastSeen + limits.threshold
}

/** Seconds for which a row or an active session stays in its store: never less than the limits still allow. */
export function secondsToKeep(endsAt: number, limits: SessionLimits, now: number): number {
  return Math.max(1, Math.min(limits.idleTimeout + limits.threshold, endsAt - now))
}
