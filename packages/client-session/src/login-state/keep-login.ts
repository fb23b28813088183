import type { TokenVault } from '../access-tokens/token-vault.js'
import type { EndSession } from './end-session.js'
import type { LoginIndex, LoginRecords } from './login-records.js'

export interface KeepLoginDeps {
  readonly loginRecords: LoginRecords
  readonly loginIndex: LoginIndex
  readonly vault: TokenVault
  readonly endings: EndSession
}

/** Keeps what belongs to a login for another `ttl` seconds, since its session is in use. */
export type KeepLogin = (sessionId: string, loginId: string, ttl: number) => Promise<void>

export function createKeepLogin({ loginRecords, loginIndex, vault, endings }: KeepLoginDeps): KeepLogin {
  return async function keepLogin(sessionId, loginId, ttl) {
    const known = await loginRecords.get(loginId)
    // A logout ends the ids in the login record. An id that isn't there would survive it, so it isn't a login.
    if (!known?.content.sessionIds.includes(sessionId)) return endings.endSession(sessionId)
    await Promise.all([
      loginRecords.extend(loginId, ttl),
      vault.extend(loginId, ttl),
      loginIndex.add(loginId, known.content, ttl),
    ])
  }
}
