import { hash } from 'node:crypto'
import type { Coordination, VersionedValue } from '../storage/coordination.js'
import { type Life, type SessionLimits, secondsToKeep } from './session-limits.js'

export interface KnownLife extends Life {
  readonly version: number
}

/**
 * A session id stands for a login as long as its life is there. Ending a session takes the life away, and nothing gives
 * it back: a slow request may write its row again after a logout, but no row is a login without a life.
 */
export interface SessionLives {
  /** Only for a session id that was never used before. */
  begin(sessionId: string, life: Life): Promise<void>
  read(sessionId: string): Promise<KnownLife | undefined>
  /** Moves `lastSeen` on, unless the life has ended or was renewed by somebody else. `now` in epoch seconds. */
  renew(sessionId: string, life: KnownLife, now: number): Promise<void>
  /** The grant that this session id stood for: for one caller alone. */
  end(sessionId: string): Promise<Life | undefined>
}

export function createSessionLives(coordination: Coordination, limits: SessionLimits): SessionLives {
  return {
    async begin(sessionId, life) {
      await coordination.setIfAbsent(keyOf(sessionId), write(life), secondsToKeep(life.endsAt, limits, life.lastSeen))
    },
    read: (sessionId) => coordination.get(keyOf(sessionId)).then(toLife),
    async renew(sessionId, life, now) {
      const { grantId, endsAt, version } = life
      const renewed = write({ grantId, endsAt, lastSeen: now })
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

function write({ grantId, lastSeen, endsAt }: Life): string {
  return `${Math.floor(lastSeen)} ${Math.floor(endsAt)} ${grantId}`
}

function toLife(stored: VersionedValue | undefined): KnownLife | undefined {
  if (stored === undefined) return undefined
  const { grantId, lastSeen, endsAt } = parse(stored.value)
  return { grantId, lastSeen, endsAt, version: stored.version }
}

function parse(value: string): Life {
  const [lastSeen, endsAt, grantId = ''] = value.split(' ')
  return { grantId, lastSeen: Number(lastSeen), endsAt: Number(endsAt) }
}
