import { hash } from 'node:crypto'
import type { Coordination } from '../storage/coordination.js'
import { createEncryptedRecords, type EncryptedRecords } from '../storage/encrypted-records.js'
import type { KeyRing } from '../storage/key-ring.js'

/** What one login is known by, beside its session row; encrypted, since it holds session ids and where somebody was. */
export interface LoginRecord {
  /** One; two while the session id is being renewed. */
  readonly sessionIds: readonly string[]
  readonly iss: string
  readonly sub: string
  readonly sid?: string | undefined
  /** Epoch seconds. */
  readonly createdAt: number
  readonly endsAt: number
  readonly userAgent?: string | undefined
  readonly ip?: string | undefined
}

export type LoginRecords = EncryptedRecords<LoginRecord>

export function createLoginRecords(coordination: Coordination, keys: KeyRing): LoginRecords {
  return createEncryptedRecords<LoginRecord>(coordination, keys, 'grant')
}

/** Which grants a subject, and a `sid` of the provider, have. */
export interface LoginIndex {
  add(loginId: string, loginRecord: LoginRecord, ttl: number): Promise<void>
  remove(loginId: string, loginRecord: Pick<LoginRecord, 'iss' | 'sub' | 'sid'>): Promise<void>
  members(name: string): Promise<readonly string[]>
}

export function createLoginIndex(coordination: Coordination): LoginIndex {
  return {
    async add(loginId, loginRecord, ttl) {
      await Promise.all(indexKeysOf(loginRecord).map((name) => coordination.addMember(`logins:${name}`, loginId, ttl)))
    },
    async remove(loginId, loginRecord) {
      await Promise.all(indexKeysOf(loginRecord).map((name) => coordination.removeMember(`logins:${name}`, loginId)))
    },
    members: (name) => coordination.members(`logins:${name}`),
  }
}

/** Identity is issuer and subject together; neither can be read from the name. */
export function subjectIndexKey(iss: string, sub: string): string {
  return nameOf('sub', iss, sub)
}

export function sidIndexKey(iss: string, sid: string): string {
  return nameOf('sid', iss, sid)
}

/** The logins of a subject whose ID tokens named no `sid`: any `sid` of that subject may be theirs. */
export function noSidIndexKey(iss: string, sub: string): string {
  return nameOf('no sid', iss, sub)
}

export function indexKeysOf({ iss, sub, sid }: Pick<LoginRecord, 'iss' | 'sub' | 'sid'>): readonly string[] {
  return [subjectIndexKey(iss, sub), sid === undefined ? noSidIndexKey(iss, sub) : sidIndexKey(iss, sid)]
}

function nameOf(...services: readonly string[]): string {
  return hash('sha256', JSON.stringify(services), 'base64url')
}
