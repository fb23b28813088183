import { AuthError } from '@tandem-auth/tokens'
import type { Coordination } from '../storage/coordination.js'

/** Seconds; longer than any login may take. */
const timeLifetime = 900
const attempts = 20

/**
 * A logout by subject or `sid` that arrives during a login finds no session to end. It records its time, and a login that
 * began earlier fails when it reads that time (OpenID Connect Back-Channel Logout 1.0, 2.6).
 */
export interface LogoutTimes {
  /** `indexKey`: that of the subject or the `sid` in the index. `now` in epoch seconds. */
  record(indexKey: string, now: number): Promise<void>
  isAfter(indexKey: string, startedAt: number): Promise<boolean>
}

export function createLogoutTimes(coordination: Coordination): LogoutTimes {
  return {
    async record(indexKey, now) {
      const key = keyOf(indexKey)
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const known = await coordination.get(key)
        if (known !== undefined && Number(known.value) >= now) return
        if (await coordination.compareAndSet(key, known?.version ?? 0, String(now), timeLifetime)) return
      }
      throw new AuthError('ERR_SESSION_STORE')
    },
    async isAfter(indexKey, startedAt) {
      const time = await coordination.get(keyOf(indexKey))
      return time !== undefined && Number(time.value) >= startedAt
    },
  }
}

function keyOf(indexKey: string): string {
  return `logout:${indexKey}`
}
