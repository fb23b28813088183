import type { TokenVault } from '../access-tokens/token-vault.js'
import type { ActiveSessions } from './active-sessions.js'
import type { LoginIndex, LoginRecords } from './login-records.js'

/** What an ended login leaves behind for revocation and for the provider's logout URL. */
export interface EndedLogin {
  readonly loginId: string
  readonly iss: string
  readonly clientId: string
  readonly sub: string
  readonly sid?: string | undefined
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
}

/** The ways in which a session ends. Each ends the active session first: after that it is over, whatever fails. */
export interface EndSession {
  /** Ends one session id and destroys its row; its login stays. */
  endSession(sessionId: string): Promise<void>
  /** Ends every session id of a login, and `sessionId`, which the caller knows to belong to it. */
  endLogin(loginId: string, sessionId?: string): Promise<EndedLogin | undefined>
  /** Ends all logins that the index has under this key. */
  endIndexed(indexKey: string): Promise<readonly EndedLogin[]>
  /** After a row was read that isn't a login any more. */
  endDeadRow(sessionId: string, loginId: string): Promise<void>
  /** After the app destroyed a row: ends its login, if it has one. */
  endDestroyed(sessionId: string): Promise<void>
}

export interface EndSessionDeps {
  readonly loginRecords: LoginRecords
  readonly loginIndex: LoginIndex
  readonly vault: TokenVault
  readonly activeSessions: ActiveSessions
  readonly destroyRow: (sessionId: string) => Promise<void>
}

export function createEndSession(deps: EndSessionDeps): EndSession {
  const { loginRecords, loginIndex, vault, activeSessions, destroyRow } = deps

  async function endSession(sessionId: string): Promise<void> {
    await activeSessions.end(sessionId)
    await destroyRow(sessionId)
  }

  async function endLogin(loginId: string, sessionId?: string): Promise<EndedLogin | undefined> {
    if (sessionId !== undefined) await endSession(sessionId)
    const loginRecord = await loginRecords.get(loginId)
    await Promise.all((loginRecord?.content.sessionIds ?? []).filter((id) => id !== sessionId).map(endSession))
    return removeLogin(loginId)
  }

  /** Removes the vault, the record and the index entries of a login whose active session has ended. */
  async function removeLogin(loginId: string): Promise<EndedLogin | undefined> {
    const content = await vault.take(loginId)
    const loginRecord = await loginRecords.take(loginId)
    if (loginRecord === undefined) return undefined
    // Again, for a session id that was being renewed in the meantime.
    await Promise.all(loginRecord.sessionIds.map(endSession))
    await loginIndex.remove(loginId, loginRecord)
    const { iss, clientId, sub, sid } = loginRecord
    return { loginId, iss, clientId, sub, sid, refreshToken: content?.refreshToken, idToken: content?.idToken }
  }

  return {
    endSession,
    endLogin,
    async endIndexed(indexKey) {
      const ended = await Promise.all((await loginIndex.members(indexKey)).map((loginId) => endLogin(loginId)))
      return ended.filter((login) => login !== undefined)
    },
    async endDeadRow(sessionId, loginId) {
      await destroyRow(sessionId)
      const loginRecord = await loginRecords.get(loginId)
      // A login whose session id was renewed lives on under the new one.
      if (loginRecord?.content.sessionIds.includes(sessionId)) await endLogin(loginId)
    },
    async endDestroyed(sessionId) {
      const activeSession = await activeSessions.end(sessionId)
      await destroyRow(sessionId)
      if (activeSession !== undefined) await removeLogin(activeSession.loginId)
    },
  }
}
