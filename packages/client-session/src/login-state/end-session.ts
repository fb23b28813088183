import { publish } from '@tandem-auth/tokens'
import type { TokenVault } from '../access-tokens/token-vault.js'
import type { ActiveSessions } from './active-sessions.js'
import { type LoginIndex, type LoginRecords, publicIdOf } from './login-records.js'

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
    const sessionIds = sessionId === undefined ? await sessionIdsOf(loginId) : [sessionId]
    const ended = await Promise.all(sessionIds.map((id) => activeSessions.end(id)))
    // An id that wasn't active may be that of a renewal which is about to begin it.
    return removeLogin(
      loginId,
      sessionIds.filter((id, index) => id === sessionId || ended[index] !== undefined),
    )
  }

  async function sessionIdsOf(loginId: string): Promise<readonly string[]> {
    return (await loginRecords.get(loginId))?.content.sessionIds ?? []
  }

  /** Removes what is left of a login whose active sessions have ended: rows, vault, record, index entries. */
  async function removeLogin(loginId: string, ended: readonly string[]): Promise<EndedLogin | undefined> {
    const [content, loginRecord] = await allDone([
      vault.take(loginId),
      loginRecords.take(loginId),
      ...ended.map(destroyRow),
    ])
    if (loginRecord === undefined) return undefined
    // Another id, if the session id was being renewed. A renewal that hasn't begun it by now fails without the record.
    const others = loginRecord.sessionIds.filter((id) => !ended.includes(id))
    await allDone([loginIndex.remove(loginId, loginRecord), ...others.map(endSession)])
    const { iss, clientId, sub, sid } = loginRecord
    publish('session.ended', () => ({ issuer: iss, id: publicIdOf(loginId) }))
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
      if (activeSession === undefined) await destroyRow(sessionId)
      else await removeLogin(activeSession.loginId, [sessionId])
    },
  }
}

/** Waits for all of them, also when one fails: what can be removed is removed, and the failure is reported. */
async function allDone<T extends readonly unknown[]>(work: readonly [...{ [Index in keyof T]: Promise<T[Index]> }]) {
  await Promise.allSettled(work)
  return Promise.all(work)
}
