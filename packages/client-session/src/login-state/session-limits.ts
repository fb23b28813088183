import type { SessionRecord } from './session-record.js'

/** All in seconds. */
export interface SessionLimits {
  readonly idleTimeout: number
  readonly absoluteTimeout: number
  /** How old `lastSeen` may get before it is written again. */
  readonly threshold: number
}

/**
 * What decides whether a session id still stands for a login; kept in coordination under a hash of that id. All times are
 * epoch seconds by the store's clock.
 */
export interface ActiveSession {
  readonly loginId: string
  readonly lastSeen: number
  /** The absolute limit, or the provider's own where that is nearer. */
  readonly endsAt: number
  /** Until when the login record, the vault and the index entries of this login are kept. */
  readonly keptUntil: number
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
    isIdle(activeSession, limits, now)
  )
}

export function isIdle({ lastSeen }: ActiveSession, { idleTimeout }: SessionLimits, now: number): boolean {
  return now >= lastSeen + idleTimeout
}

export function isDueForRenewal(activeSession: ActiveSession, limits: SessionLimits, now: number): boolean {
  return now >= activeSession.lastSeen + limits.threshold
}

/** Seconds for which a row or an active session stays in its store: never less than the limits still allow. */
export function secondsToKeep(endsAt: number, { idleTimeout, threshold }: SessionLimits, now: number): number {
  return Math.max(1, Math.min(idleTimeout + threshold, endsAt - now))
}

/** The same for what belongs to the whole login. A quarter longer, so that it needs to be extended only now and then. */
export function secondsToKeepLogin(endsAt: number, { idleTimeout, threshold }: SessionLimits, now: number): number {
  return Math.max(1, Math.min(idleTimeout * 1.25 + threshold, endsAt - now))
}

/** Whether the session could outlive what is kept of its login. */
export function isDueForExtension({ keptUntil, endsAt }: ActiveSession, limits: SessionLimits, now: number): boolean {
  return keptUntil < Math.min(endsAt, now + limits.idleTimeout + limits.threshold)
}
