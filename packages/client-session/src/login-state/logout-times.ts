import { AuthError } from '@tandem-auth/tokens'
import type { Coordination } from '../storage/coordination.js'

/** Seconds; longer than any login may be under way. */
const timeLifetime = 3600
const attempts = 20

/**
 * A logout by subject or `sid` that arrives while a login is under way finds no session to end: it leaves the time of
 * its arrival, and the login that began before loses when it looks (OpenID Connect Back-Channel Logout 1.0, 2.6).
 */
export interface LogoutTimes {
  /** `name`: what the index calls the subject or the `sid`. `now` in epoch seconds. */
  leave(name: string, now: number): Promise<void>
  isAfter(name: string, startedAt: number): Promise<boolean>
}

export function createLogoutTimes(coordination: Coordination): LogoutTimes {
  return {
    async leave(name, now) {
      const key = `out:${name}`
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const known = await coordination.get(key)
        if (known !== undefined && Number(known.value) >= now) return
        if (await coordination.compareAndSet(key, known?.version ?? 0, String(now), timeLifetime)) return
      }
      throw new AuthError('ERR_SESSION_STORE')
    },
    async isAfter(name, startedAt) {
      const mark = await coordination.get(`out:${name}`)
      return mark !== undefined && Number(mark.value) >= startedAt
    },
  }
}
