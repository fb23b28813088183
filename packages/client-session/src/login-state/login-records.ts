import { hash } from 'node:crypto'
import type { Coordination } from '../storage/coordination.js'
import { createEncryptedRecords, type EncryptedRecords } from '../storage/encrypted-records.js'
import type { KeyRing } from '../storage/key-ring.js'

/** What is kept of one login beside its session row. Encrypted: it holds session ids and an IP address. */
export interface LoginRecord {
  /** One, or two while the session id is being renewed. */
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
  return createEncryptedRecords<LoginRecord>(coordination, keys, 'login')
}

/** Which logins a subject and a `sid` of the provider have. */
export interface LoginIndex {
  add(loginId: string, loginRecord: LoginRecord, ttl: number): Promise<void>
  remove(loginId: string, loginRecord: Pick<LoginRecord, 'iss' | 'sub' | 'sid'>): Promise<void>
  members(indexKey: string): Promise<readonly string[]>
}

export function createLoginIndex(coordination: Coordination): LoginIndex {
  return {
    async add(loginId, loginRecord, ttl) {
      await Promise.all(indexKeysOf(loginRecord).map((key) => coordination.addMember(`logins:${key}`, loginId, ttl)))
    },
    async remove(loginId, loginRecord) {
      await Promise.all(indexKeysOf(loginRecord).map((key) => coordination.removeMember(`logins:${key}`, loginId)))
    },
    members: (indexKey) => coordination.members(`logins:${indexKey}`),
  }
}

/** A user is issuer and subject together; the key is a hash, which shows neither. */
export function subjectIndexKey(iss: string, sub: string): string {
  return hashOf('sub', iss, sub)
}

export function sidIndexKey(iss: string, sid: string): string {
  return hashOf('sid', iss, sid)
}

/** For logins whose ID token had no `sid`: any `sid` of that subject may mean them. */
export function noSidIndexKey(iss: string, sub: string): string {
  return hashOf('no sid', iss, sub)
}

export function indexKeysOf({ iss, sub, sid }: Pick<LoginRecord, 'iss' | 'sub' | 'sid'>): readonly string[] {
  return [subjectIndexKey(iss, sub), sid === undefined ? noSidIndexKey(iss, sub) : sidIndexKey(iss, sid)]
}

function hashOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url')
}
