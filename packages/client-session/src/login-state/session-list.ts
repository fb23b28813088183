import { publish } from '@tandem-auth/tokens'
import type { ActiveSessions, KnownActiveSession } from './active-sessions.js'
import type { EndedLogin, EndSession } from './end-session.js'
import {
  type LoginIndex,
  type LoginNames,
  type LoginRecord,
  type LoginRecords,
  publicIdOf,
  subjectIndexKey,
} from './login-records.js'
import { isIdle, type SessionLimits } from './session-limits.js'
import type { ClientIdOf, SessionRecord } from './session-record.js'

export interface Subject {
  readonly iss: string
  readonly sub: string
}

export interface SessionInfo {
  /** The public id of the session; it reveals nothing about the session id. */
  readonly id: string
  readonly current: boolean
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds, to within a minute. */
  readonly lastSeen: number
  readonly userAgent?: string
  readonly ip?: string
}

export interface SessionList<User> {
  /** The sessions of a subject, newest first; the one of a record is marked `current`. */
  list(of: SessionRecord<User> | Subject): Promise<readonly SessionInfo[]>
  /** Ends one of the subject's own sessions; `undefined` when none of them has this id. */
  revoke(of: SessionRecord<User> | Subject, id: string): Promise<EndedLogin | undefined>
  /** Ends all sessions of the subject except this one. */
  revokeOthers(of: SessionRecord<User>): Promise<readonly EndedLogin[]>
}

export interface SessionListDeps {
  readonly loginRecords: LoginRecords
  readonly loginIndex: LoginIndex
  readonly activeSessions: ActiveSessions
  readonly endings: EndSession
  readonly clientIdOf: ClientIdOf
  readonly limits: SessionLimits
  readonly maxSessions: number | undefined
}

interface ActiveLogin {
  readonly loginId: string
  readonly loginRecord: LoginRecord
  readonly activeSession: KnownActiveSession
}

export interface LimitedSessionList<User> extends SessionList<User> {
  endOldest(subject: Subject): Promise<void>
}

export function createSessionList<User>(deps: SessionListDeps): LimitedSessionList<User> {
  const { loginRecords, loginIndex, activeSessions, endings, clientIdOf, limits, maxSessions } = deps

  async function activeLoginsOf({ iss, sub }: Subject): Promise<readonly ActiveLogin[]> {
    const clientId = clientIdOf(iss)
    if (clientId === undefined) return []
    const user = { iss, clientId, sub }
    const loginIds = await loginIndex.members(subjectIndexKey(user))
    const found = await Promise.all(loginIds.map((loginId) => find(loginId, user)))
    return found
      .filter((login) => login !== undefined)
      .sort((a, b) => b.loginRecord.createdAt - a.loginRecord.createdAt || (a.loginId < b.loginId ? 1 : -1))
  }

  async function find(loginId: string, user: LoginNames): Promise<ActiveLogin | undefined> {
    const loginRecord = (await loginRecords.get(loginId))?.content
    if (loginRecord === undefined) {
      await loginIndex.remove(loginId, user)
      return undefined
    }
    const known = await Promise.all(loginRecord.sessionIds.map((sessionId) => activeSessions.read(sessionId)))
    const activeSession = known.findLast((candidate) => candidate !== undefined)
    if (activeSession !== undefined && !isIdle(activeSession, limits, activeSession.readAt))
      return { loginId, loginRecord, activeSession }
    await endings.endLogin(loginId)
    return undefined
  }

  async function end(logins: readonly ActiveLogin[]): Promise<readonly EndedLogin[]> {
    const ended = await Promise.all(logins.map(({ loginId }) => endings.endLogin(loginId)))
    return ended.filter((login) => login !== undefined)
  }

  return {
    async list(of) {
      const current = 'loginId' in of ? of.loginId : undefined
      return (await activeLoginsOf(of)).map(
        ({ loginId, loginRecord: { createdAt, userAgent, ip }, activeSession: { lastSeen } }) => ({
          id: publicIdOf(loginId),
          current: loginId === current,
          createdAt: Math.floor(createdAt),
          lastSeen,
          ...(userAgent !== undefined && { userAgent }),
          ...(ip !== undefined && { ip }),
        }),
      )
    },
    async revoke(of, id) {
      const chosen = (await activeLoginsOf(of)).filter(({ loginId }) => publicIdOf(loginId) === id)
      return (await end(chosen))[0]
    },
    async revokeOthers(of) {
      return end((await activeLoginsOf(of)).filter(({ loginId }) => loginId !== of.loginId))
    },
    async endOldest({ iss, sub }) {
      if (maxSessions === undefined) return
      const { length } = await end((await activeLoginsOf({ iss, sub })).slice(maxSessions))
      if (length > 0) publish('session.revoked', () => ({ issuer: iss, sessions: length, by: 'limit' }))
    },
  }
}
