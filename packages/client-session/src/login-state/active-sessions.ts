import { hash } from 'node:crypto'
import type { Coordination, VersionedValue } from '../storage/coordination.js'
import { type ActiveSession, type SessionLimits, secondsToKeep } from './session-limits.js'

export interface KnownActiveSession extends ActiveSession {
  readonly version: number
}

/**
 * A session id stands for a login as long as its life is there. Ending a session takes the life away, and nothing gives
 * it back: a slow request may write its row again after a logout, but no row is a login without a life.
 */
export interface ActiveSessions {
  /** Only for a session id that was never used before. */
  begin(sessionId: string, activeSession: ActiveSession): Promise<void>
  read(sessionId: string): Promise<KnownActiveSession | undefined>
  /** Moves `lastSeen` on, unless the life has ended or was renewed by somebody else. `now` in epoch seconds. */
  renew(sessionId: string, activeSession: KnownActiveSession, now: number): Promise<void>
  /** The grant that this session id stood for: for one caller alone. */
  end(sessionId: string): Promise<ActiveSession | undefined>
}

export function createActiveSessions(coordination: Coordination, limits: SessionLimits): ActiveSessions {
  return {
    async begin(sessionId, activeSession) {
      await coordination.setIfAbsent(
        keyOf(sessionId),
        write(activeSession),
        secondsToKeep(activeSession.endsAt, limits, activeSession.lastSeen),
      )
    },
    read: (sessionId) => coordination.get(keyOf(sessionId)).then(toActiveSession),
    async renew(sessionId, activeSession, now) {
      const { loginId, endsAt, version } = activeSession
      const renewed = write({ loginId, endsAt, lastSeen: now })
      await coordination.compareAndSet(keyOf(sessionId), version, renewed, secondsToKeep(endsAt, limits, now))
    },
    async end(sessionId) {
      const value = await coordination.take(keyOf(sessionId))
      return value === undefined ? undefined : parse(value)
    },
  }
}

// A dump of coordination holds no session id.
function keyOf(sessionId: string): string {
  return `life:${hash('sha256', sessionId, 'base64url')}`
}

function write({ loginId, lastSeen, endsAt }: ActiveSession): string {
  return `${Math.floor(lastSeen)} ${Math.floor(endsAt)} ${loginId}`
}

function toActiveSession(stored: VersionedValue | undefined): KnownActiveSession | undefined {
  if (stored === undefined) return undefined
  const { loginId, lastSeen, endsAt } = parse(stored.value)
  return { loginId, lastSeen, endsAt, version: stored.version }
}

function parse(value: string): ActiveSession {
  const [lastSeen, endsAt, loginId = ''] = value.split(' ')
  return { loginId, lastSeen: Number(lastSeen), endsAt: Number(endsAt) }
}
