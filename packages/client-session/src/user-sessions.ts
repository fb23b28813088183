import { publish } from '@tandem-auth/tokens'
import { revokeTokens } from './end-login.js'
import type { Parts } from './parts.js'
import type { EndedGrant, SessionInfo, Subject } from './session-keeper.js'
import type { SessionRecord } from './session-record.js'

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
      const ended = await parts.keeper.sessions.revokeOthers(record)
      for (const grant of ended) settle(parts, grant)
      return ended.length
    },
  }
}

export function subjectSessions<User>(parts: Parts<User>, subject: Subject): SubjectSessions {
  return {
    ...ofSubject(parts, subject),
    async revokeAll() {
      const ended = await parts.keeper.endBySubject(subject.iss, subject.sub)
      publish('session.revoked', () => ({ issuer: subject.iss, sessions: ended, by: 'app' }))
      return ended
    },
  }
}

function ofSubject<User>(parts: Parts<User>, subject: SessionRecord<User> | Subject) {
  const { sessions } = parts.keeper
  return {
    list: () => sessions.list(subject),
    async revoke(handle: string) {
      const ended = await sessions.revoke(subject, handle)
      if (ended !== undefined) settle(parts, ended)
      return ended !== undefined
    },
  }
}

function settle<User>({ providers }: Parts<User>, ended: EndedGrant): void {
  publish('session.revoked', () => ({ issuer: ended.iss, sessions: 1, by: 'app' }))
  const provider = providers.of(ended.iss)
  if (provider !== undefined) revokeTokens(provider, ended)
}
