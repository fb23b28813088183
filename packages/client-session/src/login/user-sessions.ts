import { publish } from '@tandem-auth/tokens'
import type { Parts } from '../config/services.js'
import type { SessionRecord } from '../login-state/session-record.js'
import type { EndedGrant, SessionInfo, Subject } from '../session/sessions.js'
import { revokeTokens } from './end-login.js'

/** Where a user is logged in; sessions are named by public handles. */
export interface UserSessions {
  list(): Promise<readonly SessionInfo[]>
  /** Ends one of them; `false` when this user has none of this handle. */
  revoke(handle: string): Promise<boolean>
  /** Ends all but the current one, and resolves to how many that were. */
  revokeOthers(): Promise<number>
}

/** The sessions of one user, for administrators. */
export interface SubjectSessions {
  list(): Promise<readonly SessionInfo[]>
  revoke(handle: string): Promise<boolean>
  /** Ends all of them, and resolves to how many that were: the account was closed, or taken over. */
  revokeAll(): Promise<number>
}

export function userSessions<User>(parts: Parts<User>, record: SessionRecord<User>): UserSessions {
  return {
    ...ofSubject(parts, record),
    async revokeOthers() {
      return settle(parts, record, await parts.keeper.sessions.revokeOthers(record))
    },
  }
}

export function subjectSessions<User>(parts: Parts<User>, subject: Subject): SubjectSessions {
  return {
    ...ofSubject(parts, subject),
    async revokeAll() {
      return settle(parts, subject, await parts.keeper.endBySubject(subject.iss, subject.sub))
    },
  }
}

function ofSubject<User>(parts: Parts<User>, subject: SessionRecord<User> | Subject) {
  const { sessions } = parts.keeper
  return {
    list: () => sessions.list(subject),
    async revoke(handle: string) {
      const ended = await sessions.revoke(subject, handle)
      return settle(parts, subject, ended === undefined ? [] : [ended]) > 0
    },
  }
}

/** Says what has ended, has the refresh tokens revoked, and answers how many sessions that were. */
function settle<User>({ providers }: Parts<User>, { iss }: Subject, ended: readonly EndedGrant[]): number {
  if (ended.length > 0) publish('session.revoked', () => ({ issuer: iss, sessions: ended.length, by: 'app' }))
  const provider = providers.of(iss)
  if (provider !== undefined) for (const grant of ended) revokeTokens(provider, grant)
  return ended.length
}
