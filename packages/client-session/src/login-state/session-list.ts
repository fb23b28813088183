import { createHmac } from 'node:crypto'
import { publish } from '@tandem-auth/tokens'
import type { KeyRing } from '../storage/key-ring.js'
import type { ActiveSessions, KnownActiveSession } from './active-sessions.js'
import type { EndedLogin, SessionEndings } from './end-session.js'
import { type LoginIndex, type LoginRecord, type LoginRecords, subjectIndexKey } from './login-records.js'
import type { SessionRecord } from './session-record.js'

export interface Subject {
  readonly iss: string
  readonly sub: string
}

export interface SessionInfo {
  /** Public name of the session: neither the session id nor the grant id can be had from it. */
  readonly id: string
  readonly current: boolean
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds, exact to a minute. */
  readonly lastSeen: number
  readonly userAgent?: string
  readonly ip?: string
}

export interface SessionList<User> {
  /** The sessions of a subject, newest first; a record's own is marked `current`. */
  list(of: SessionRecord<User> | Subject): Promise<readonly SessionInfo[]>
  /** Ends one of the subject's own sessions; `undefined` when it has none of this handle. */
  revoke(of: SessionRecord<User> | Subject, id: string): Promise<EndedLogin | undefined>
  /** Ends all sessions of the subject but this one. */
  revokeOthers(of: SessionRecord<User>): Promise<readonly EndedLogin[]>
}

export interface SessionListDeps {
  readonly loginRecords: LoginRecords
  readonly names: LoginIndex
  readonly activeSessions: ActiveSessions
  readonly endings: SessionEndings
  readonly keys: KeyRing
  /** Seconds. */
  readonly idleTimeout: number
  readonly maxSessions: number | undefined
}

interface Living {
  readonly loginId: string
  readonly loginRecord: LoginRecord
  readonly activeSession: KnownActiveSession
}

export interface LimitedSessionList<User> extends SessionList<User> {
  endOldest(iss: string, sub: string): Promise<void>
}

export function createSessionList<User>(services: SessionListDeps): LimitedSessionList<User> {
  const { loginRecords, names, activeSessions, endings, keys, idleTimeout, maxSessions } = services

  async function livingOf({ iss, sub }: Subject): Promise<readonly Living[]> {
    const loginIds = await names.members(subjectIndexKey(iss, sub))
    const found = await Promise.all(loginIds.map((loginId) => find(loginId, { iss, sub })))
    return found
      .filter((living) => living !== undefined)
      .sort((a, b) => b.loginRecord.createdAt - a.loginRecord.createdAt || (a.loginId < b.loginId ? 1 : -1))
  }

  async function find(loginId: string, subject: Subject): Promise<Living | undefined> {
    const loginRecord = (await loginRecords.get(loginId))?.content
    if (loginRecord === undefined) {
      await names.remove(loginId, subject)
      return undefined
    }
    const known = await Promise.all(loginRecord.sessionIds.map((sessionId) => activeSessions.read(sessionId)))
    const activeSession = known.findLast((candidate) => candidate !== undefined)
    if (activeSession !== undefined && Date.now() / 1000 < activeSession.lastSeen + idleTimeout)
      return { loginId, loginRecord, activeSession }
    await endings.endLogin(loginId)
    return undefined
  }

  function publicIdOf(loginId: string): string {
    const [{ key }] = keys.keys('session handle')
    return createHmac('sha256', key).update(loginId).digest('base64url').slice(0, 22)
  }

  async function end(living: readonly Living[]): Promise<readonly EndedLogin[]> {
    const ended = await Promise.all(living.map(({ loginId }) => endings.endLogin(loginId)))
    return ended.filter((loginRecord) => loginRecord !== undefined)
  }

  return {
    async list(of) {
      const current = 'loginId' in of ? of.loginId : undefined
      return (await livingOf(of)).map(
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
      const chosen = (await livingOf(of)).filter(({ loginId }) => publicIdOf(loginId) === id)
      return (await end(chosen))[0]
    },
    async revokeOthers(of) {
      return end((await livingOf(of)).filter(({ loginId }) => loginId !== of.loginId))
    },
    async endOldest(iss, sub) {
      if (maxSessions === undefined) return
      const { length } = await end((await livingOf({ iss, sub })).slice(maxSessions))
      if (length > 0) publish('session.revoked', () => ({ issuer: iss, sessions: length, by: 'limit' }))
    },
  }
}
