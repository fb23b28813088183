import type { TokenVault } from '../access-tokens/token-vault.js'
import type { ActiveSessions } from './active-sessions.js'
import type { LoginIndex, LoginRecords } from './login-records.js'

/** What a session that has ended leaves for revocation and for the provider's logout address. */
export interface EndedLogin {
  readonly loginId: string
  readonly iss: string
  readonly sub: string
  readonly sid?: string | undefined
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
}

/** The ways a session ends. In each the life goes first: from then on it is over, whatever fails afterwards. */
export interface SessionEndings {
  /** The life and the row of one session id; its grant stays. */
  endSession(sessionId: string): Promise<void>
  /** `sessionId`: one that is known to stand for this grant, whatever the grant itself says. */
  endLogin(loginId: string, sessionId?: string): Promise<EndedLogin | undefined>
  /** All grants that a subject or a `sid` has in the index. */
  endNamed(name: string): Promise<readonly EndedLogin[]>
  /** A row was read that is no login any more. */
  endDeadRow(sessionId: string, loginId: string): Promise<void>
  /** The rest of a grant whose life has been ended: vault, index. */
  forget(loginId: string): Promise<EndedLogin | undefined>
}

export interface EndSessionDeps {
  readonly loginRecords: LoginRecords
  readonly names: LoginIndex
  readonly vault: TokenVault
  readonly activeSessions: ActiveSessions
  readonly destroyRow: (sessionId: string) => Promise<void>
}

export function createSessionEndings({
  loginRecords,
  names,
  vault,
  activeSessions,
  destroyRow,
}: EndSessionDeps): SessionEndings {
  async function endSession(sessionId: string): Promise<void> {
    await activeSessions.end(sessionId)
    await destroyRow(sessionId)
  }

  async function forget(loginId: string): Promise<EndedLogin | undefined> {
    const content = await vault.take(loginId)
    const loginRecord = await loginRecords.take(loginId)
    if (loginRecord === undefined) return undefined
    // A session id that was being renewed meanwhile.
    await Promise.all(loginRecord.sessionIds.map(endSession))
    await names.remove(loginId, loginRecord)
    const { iss, sub, sid } = loginRecord
    return { loginId, iss, sub, sid, refreshToken: content?.refreshToken, idToken: content?.idToken }
  }

  async function endLogin(loginId: string, sessionId?: string): Promise<EndedLogin | undefined> {
    if (sessionId !== undefined) await endSession(sessionId)
    const loginRecord = await loginRecords.get(loginId)
    await Promise.all((loginRecord?.content.sessionIds ?? []).filter((id) => id !== sessionId).map(endSession))
    return forget(loginId)
  }

  return {
    endSession,
    endLogin,
    forget,
    async endNamed(name) {
      const ended = await Promise.all((await names.members(name)).map((loginId) => endLogin(loginId)))
      return ended.filter((loginRecord) => loginRecord !== undefined)
    },
    async endDeadRow(sessionId, loginId) {
      await destroyRow(sessionId)
      const loginRecord = await loginRecords.get(loginId)
      // A login whose session id was renewed lives on under the new one.
      if (loginRecord?.content.sessionIds.includes(sessionId)) await endLogin(loginId)
    },
  }
}
