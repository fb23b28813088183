import { createHmac } from 'node:crypto'
import { publish } from '@tandem-auth/tokens'
import type { KeyRing } from '../storage/key-ring.js'
import type { KnownLife, SessionLives } from './active-sessions.js'
import type { EndedGrant, SessionEndings } from './end-session.js'
import { type Grant, type GrantNames, type Grants, nameOfSubject } from './login-records.js'
import type { SessionRecord } from './session-record.js'

export interface Subject {
  readonly iss: string
  readonly sub: string
}

export interface SessionInfo {
  /** Public name of the session: neither the session id nor the grant id can be had from it. */
  readonly handle: string
  readonly current: boolean
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds, exact to a minute. */
  readonly lastSeen: number
  readonly userAgent?: string
  readonly ip?: string
}

export interface SessionIndex<User> {
  /** The sessions of a subject, newest first; a record's own is marked `current`. */
  list(of: SessionRecord<User> | Subject): Promise<readonly SessionInfo[]>
  /** Ends one of the subject's own sessions; `undefined` when it has none of this handle. */
  revoke(of: SessionRecord<User> | Subject, handle: string): Promise<EndedGrant | undefined>
  /** Ends all sessions of the subject but this one. */
  revokeOthers(of: SessionRecord<User>): Promise<readonly EndedGrant[]>
}

export interface SessionIndexParts {
  readonly grants: Grants
  readonly names: GrantNames
  readonly lives: SessionLives
  readonly endings: SessionEndings
  readonly keys: KeyRing
  /** Seconds. */
  readonly idleTimeout: number
  readonly maxSessions: number | undefined
}

interface Living {
  readonly grantId: string
  readonly grant: Grant
  readonly life: KnownLife
}

export interface LimitedSessionIndex<User> extends SessionIndex<User> {
  endOldest(iss: string, sub: string): Promise<void>
}

export function createSessionIndex<User>(parts: SessionIndexParts): LimitedSessionIndex<User> {
  const { grants, names, lives, endings, keys, idleTimeout, maxSessions } = parts

  async function livingOf({ iss, sub }: Subject): Promise<readonly Living[]> {
    const grantIds = await names.members(nameOfSubject(iss, sub))
    const found = await Promise.all(grantIds.map((grantId) => find(grantId, { iss, sub })))
    return found
      .filter((living) => living !== undefined)
      .sort((a, b) => b.grant.createdAt - a.grant.createdAt || (a.grantId < b.grantId ? 1 : -1))
  }

  async function find(grantId: string, subject: Subject): Promise<Living | undefined> {
    const grant = (await grants.get(grantId))?.content
    if (grant === undefined) {
      await names.remove(grantId, subject)
      return undefined
    }
    const known = await Promise.all(grant.sessionIds.map((sessionId) => lives.read(sessionId)))
    const life = known.findLast((candidate) => candidate !== undefined)
    if (life !== undefined && Date.now() / 1000 < life.lastSeen + idleTimeout) return { grantId, grant, life }
    await endings.endGrant(grantId)
    return undefined
  }

  function handleOf(grantId: string): string {
    const [{ key }] = keys.keys('session handle')
    return createHmac('sha256', key).update(grantId).digest('base64url').slice(0, 22)
  }

  async function end(living: readonly Living[]): Promise<readonly EndedGrant[]> {
    const ended = await Promise.all(living.map(({ grantId }) => endings.endGrant(grantId)))
    return ended.filter((grant) => grant !== undefined)
  }

  return {
    async list(of) {
      const current = 'grantId' in of ? of.grantId : undefined
      return (await livingOf(of)).map(({ grantId, grant: { createdAt, userAgent, ip }, life: { lastSeen } }) => ({
        handle: handleOf(grantId),
        current: grantId === current,
        createdAt: Math.floor(createdAt),
        lastSeen,
        ...(userAgent !== undefined && { userAgent }),
        ...(ip !== undefined && { ip }),
      }))
    },
    async revoke(of, handle) {
      const chosen = (await livingOf(of)).filter(({ grantId }) => handleOf(grantId) === handle)
      return (await end(chosen))[0]
    },
    async revokeOthers(of) {
      return end((await livingOf(of)).filter(({ grantId }) => grantId !== of.grantId))
    },
    async endOldest(iss, sub) {
      if (maxSessions === undefined) return
      const { length } = await end((await livingOf({ iss, sub })).slice(maxSessions))
      if (length > 0) publish('session.revoked', () => ({ issuer: iss, sessions: length, by: 'limit' }))
    },
  }
}
