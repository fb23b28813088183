import { hash } from 'node:crypto'
import type { Coordination } from '../storage/coordination.js'
import type { StoreClock } from '../storage/store-clock.js'
import { type ActiveSession, type SessionLimits, secondsToKeep } from './session-limits.js'

export interface KnownActiveSession extends ActiveSession {
  readonly version: number
  /** Epoch seconds by the store's clock. */
  readonly readAt: number
}

/**
 * The source of truth for who is logged in. A session row counts only while its entry exists here. Logout deletes the
 * entry and nothing recreates it, so a slow request that writes its row back cannot undo a logout.
 */
export interface ActiveSessions {
  /** Only for a session id that has never been used. */
  begin(sessionId: string, activeSession: ActiveSession): Promise<void>
  read(sessionId: string): Promise<KnownActiveSession | undefined>
  /** Sets `lastSeen` to the time of the read, unless the session has ended or another request was faster. */
  renew(sessionId: string, activeSession: KnownActiveSession, keptUntil: number): Promise<void>
  /** Resolves to what the session id stood for, for exactly one of any number of callers. */
  end(sessionId: string): Promise<ActiveSession | undefined>
}

export function createActiveSessions(
  coordination: Coordination,
  clock: StoreClock,
  limits: SessionLimits,
): ActiveSessions {
  return {
    async begin(sessionId, activeSession) {
      await coordination.setIfAbsent(
        keyOf(sessionId),
        write(activeSession),
        secondsToKeep(activeSession.endsAt, limits, activeSession.lastSeen),
      )
    },
    async read(sessionId) {
      const reading = coordination.get(keyOf(sessionId))
      // In the same tick, where the clock has to ask the store.
      const now = clock.read() ?? clock.now()
      const [stored, readAt] = typeof now === 'number' ? [await reading, now] : await Promise.all([reading, now])
      return stored && { ...parse(stored.value), version: stored.version, readAt }
    },
    async renew(sessionId, { loginId, endsAt, version, readAt }, keptUntil) {
      const renewed = write({ loginId, endsAt, keptUntil, lastSeen: readAt })
      await coordination.compareAndSet(keyOf(sessionId), version, renewed, secondsToKeep(endsAt, limits, readAt))
    },
    async end(sessionId) {
      const value = await coordination.take(keyOf(sessionId))
      return value === undefined ? undefined : parse(value)
    },
  }
}

// A dump of coordination shows no session id.
function keyOf(sessionId: string): string {
  return `active:${hash('sha256', sessionId, 'base64url')}`
}

function write({ loginId, lastSeen, endsAt, keptUntil }: ActiveSession): string {
  return `${Math.floor(lastSeen)} ${Math.floor(endsAt)} ${Math.floor(keptUntil)} ${loginId}`
}

function parse(value: string): ActiveSession {
  const [lastSeen, endsAt, keptUntil, loginId = ''] = value.split(' ')
  return { loginId, lastSeen: Number(lastSeen), endsAt: Number(endsAt), keptUntil: Number(keptUntil) }
}
