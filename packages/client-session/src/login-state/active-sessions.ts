import { hash } from 'node:crypto'
import type { Coordination, VersionedValue } from '../storage/coordination.js'
import { type ActiveSession, type SessionLimits, secondsToKeep } from './session-limits.js'

export interface KnownActiveSession extends ActiveSession {
  readonly version: number
}

/**
 * The source of truth for who is logged in. A session row counts only while its entry exists here. Logout deletes the
 * entry and nothing recreates it, so a slow request that writes its row back cannot undo a logout.
 */
export interface ActiveSessions {
  /** Only for a session id that has never been used. */
  begin(sessionId: string, activeSession: ActiveSession): Promise<void>
  read(sessionId: string): Promise<KnownActiveSession | undefined>
  /** Updates `lastSeen`, unless the session has ended or another request was faster. `now` in epoch seconds. */
  renew(sessionId: string, activeSession: KnownActiveSession, now: number): Promise<void>
  /** Resolves to what the session id stood for, for exactly one of any number of callers. */
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

// A dump of coordination shows no session id.
function keyOf(sessionId: string): string {
  return `active:${hash('sha256', sessionId, 'base64url')}`
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
