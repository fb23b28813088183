import { AuthError } from '@tandem-auth/tokens'
import type { ActiveSessions } from '../login-state/active-sessions.js'
import type { EndSession } from '../login-state/end-session.js'
import type { LoginRecords } from '../login-state/login-records.js'
import type { SessionRequest } from './express-session.js'
import { replaceSession, saveSession } from './replace-session.js'

export interface RenewSessionIdDeps {
  readonly loginRecords: LoginRecords
  readonly activeSessions: ActiveSessions
  readonly endings: EndSession
}

/** Gives the login of a request a new session id. */
export type RenewSessionId = (req: SessionRequest) => Promise<void>

export function createRenewSessionId({ loginRecords, activeSessions, endings }: RenewSessionIdDeps): RenewSessionId {
  async function writeSessionIds(loginId: string, sessionIds: readonly string[]): Promise<void> {
    const known = await loginRecords.get(loginId)
    if (known === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
    const ttl = Math.max(1, known.content.endsAt - Date.now() / 1000)
    const written = await loginRecords.set(loginId, known.version, { ...known.content, sessionIds }, ttl)
    if (!written) throw new AuthError('ERR_SESSION_STORE')
  }

  // The login record names both ids while the login moves from one to the other: a concurrent logout ends both.
  return async function renewSessionId(req) {
    await replaceSession(req, async ({ record, sessionId, data }) => {
      if (record === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
      const activeSession = await activeSessions.read(sessionId)
      if (activeSession === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
      await writeSessionIds(record.loginId, [sessionId, req.sessionID])
      try {
        await activeSessions.begin(req.sessionID, { ...activeSession, lastSeen: Date.now() / 1000 })
        await saveSession(req, { ...data, tandem: record })
        await endings.endSession(sessionId)
        await writeSessionIds(record.loginId, [req.sessionID])
      } catch (error) {
        await endings.endSession(req.sessionID).catch(() => undefined)
        throw error
      }
    })
  }
}
