import { randomUUID } from 'node:crypto'
import type { Claims } from './claims.js'
import { epochSeconds } from './mint.js'

/** Somebody's session at the provider. */
export interface ProviderSession {
  readonly sid: string
  readonly sub: string
  readonly user: Claims
  /** Epoch seconds. */
  authTime: number
  /** The clients that were logged in to with it. */
  readonly clientIds: Set<string>
  ended: boolean
}

export interface Sessions {
  readonly all: ProviderSession[]
  /** Who is logged in now, in the one browser that the provider imagines. */
  current(): ProviderSession | undefined
  /** Whom a login logs in. */
  setUser(user: Claims | undefined): void
  /** Starts a session of the user; `undefined` when there is nobody to log in. */
  logIn(): ProviderSession | undefined
  end(session: ProviderSession): void
}

export function createSessions(first: Claims | undefined): Sessions {
  const all: ProviderSession[] = []
  let user: Claims | undefined = first
  let current: ProviderSession | undefined

  return {
    all,
    current: () => (current?.ended ? undefined : current),
    setUser(next) {
      user = next
      current = undefined
    },
    logIn() {
      if (user === undefined) return undefined
      const whole = { sub: 'user-1', ...user }
      current = {
        sid: randomUUID(),
        sub: String(whole.sub),
        user: whole,
        authTime: epochSeconds(),
        clientIds: new Set(),
        ended: false,
      }
      all.push(current)
      return current
    },
    end(session) {
      session.ended = true
    },
  }
}
