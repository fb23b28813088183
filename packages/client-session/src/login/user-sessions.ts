import { publish } from '@tandem-auth/tokens'
import type { Services } from '../config/services.js'
import type { EndedLogin } from '../login-state/end-session.js'
import { publicIdOf } from '../login-state/login-records.js'
import type { SessionInfo, Subject } from '../login-state/session-list.js'
import type { SessionRecord } from '../login-state/session-record.js'
import { revokeTokens } from './end-login.js'

/** Where a user is logged in; each session has a public id. */
export interface UserSessions {
  /** The public id of the session of this request. The event `session.ended` names it, so that a socket can be closed. */
  readonly current: string
  list(): Promise<readonly SessionInfo[]>
  /** Ends one of them; `false` when this user has no session with this id. */
  revoke(id: string): Promise<boolean>
  /** Ends all but the current one; resolves to their number. */
  revokeOthers(): Promise<number>
}

/** The sessions of one user, for administrators. */
export interface SubjectSessions {
  list(): Promise<readonly SessionInfo[]>
  revoke(id: string): Promise<boolean>
  /** Ends all of them, for example when the account was closed or taken over; resolves to their number. */
  revokeAll(): Promise<number>
}

export function userSessions<User>(services: Services<User>, record: SessionRecord<User>): UserSessions {
  return {
    ...ofSubject(services, record),
    current: publicIdOf(record.loginId),
    async revokeOthers() {
      return settle(services, record, await services.sessions.revokeOthers(record))
    },
  }
}

export function subjectSessions<User>(services: Services<User>, subject: Subject): SubjectSessions {
  return {
    ...ofSubject(services, subject),
    async revokeAll() {
      return settle(services, subject, await services.sessions.endBySubject(subject.iss, subject.sub))
    },
  }
}

function ofSubject<User>(services: Services<User>, subject: SessionRecord<User> | Subject) {
  const { sessions } = services
  return {
    list: () => sessions.list(subject),
    async revoke(id: string) {
      const ended = await sessions.revoke(subject, id)
      return settle(services, subject, ended === undefined ? [] : [ended]) > 0
    },
  }
}

/** Publishes the event, revokes the refresh tokens, and returns the number of ended sessions. */
function settle<User>({ providers }: Services<User>, { iss }: Subject, ended: readonly EndedLogin[]): number {
  if (ended.length > 0) publish('session.revoked', () => ({ issuer: iss, sessions: ended.length, by: 'app' }))
  const provider = providers.of(iss)
  if (provider !== undefined) for (const loginRecord of ended) revokeTokens(provider, loginRecord)
  return ended.length
}
