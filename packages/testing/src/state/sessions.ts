import { randomUUID } from 'node:crypto'
import type { Claims } from '../claims.js'
import { epochSeconds } from '../epoch-seconds.js'

/** A user's session at the provider. */
export interface ProviderSession {
  readonly sid: string
  readonly sub: string
  readonly user: Claims
  /** Epoch seconds. */
  authTime: number
  /** The authentication context class that the user has reached. */
  acr?: string
  /** The clients that the user has logged in to in this session. */
  readonly clientIds: Set<string>
  ended: boolean
}

export interface Sessions {
  readonly all: ProviderSession[]
  /** The session of the user who is logged in now. The provider knows only one browser. */
  current(): ProviderSession | undefined
  /** Sets the user of the next login. */
  setUser(user: Claims | undefined): void
  /** Starts a session of the user. Returns `undefined` if there is no user. */
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
