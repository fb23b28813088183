import { hash } from 'node:crypto'
import type { Coordination } from '../storage/coordination.js'
import { createEncryptedRecords, type EncryptedRecords } from '../storage/encrypted-records.js'
import type { KeyRing } from '../storage/key-ring.js'
import { type ClientIdOf, isOwn } from './session-record.js'

/** What is kept of one login beside its session row. Encrypted: it holds session ids and an IP address. */
export interface LoginRecord extends LoginNames {
  /** One, or two while the session id is being renewed. */
  readonly sessionIds: readonly string[]
  /** Epoch seconds: when the renewal of the session id began that isn't finished yet. */
  readonly renewalStartedAt?: number | undefined
  /** Epoch seconds. */
  readonly createdAt: number
  readonly endsAt: number
  readonly userAgent?: string | undefined
  readonly ip?: string | undefined
}

/** What the provider and an administrator call a login by. */
export interface LoginNames {
  readonly iss: string
  readonly clientId: string
  readonly sub: string
  readonly sid?: string | undefined
}

export type LoginRecords = EncryptedRecords<LoginRecord>

export function createLoginRecords(coordination: Coordination, keys: KeyRing, clientIdOf: ClientIdOf): LoginRecords {
  return createEncryptedRecords<LoginRecord>(coordination, keys, 'login', (record) => isOwn(record, clientIdOf))
}

/** Which logins a subject and a `sid` of the provider have. */
export interface LoginIndex {
  add(loginId: string, login: LoginNames, ttl: number): Promise<void>
  remove(loginId: string, login: LoginNames): Promise<void>
  members(indexKey: string): Promise<readonly string[]>
}

export function createLoginIndex(coordination: Coordination): LoginIndex {
  return {
    async add(loginId, login, ttl) {
      await Promise.all(indexKeysOf(login).map((key) => coordination.addMember(`logins:${key}`, loginId, ttl)))
    },
    async remove(loginId, login) {
      await Promise.all(indexKeysOf(login).map((key) => coordination.removeMember(`logins:${key}`, loginId)))
    },
    members: (indexKey) => coordination.members(`logins:${indexKey}`),
  }
}

/** A user is issuer and subject together, and a login is with one client; the key is a hash, which shows none of them. */
export function subjectIndexKey({ iss, clientId, sub }: Pick<LoginNames, 'iss' | 'clientId' | 'sub'>): string {
  return hashOf('sub', iss, clientId, sub)
}

export function sidIndexKey({ iss, clientId }: Pick<LoginNames, 'iss' | 'clientId'>, sid: string): string {
  return hashOf('sid', iss, clientId, sid)
}

/** For logins whose ID token had no `sid`: any `sid` of that subject may mean them. */
export function noSidIndexKey({ iss, clientId, sub }: Pick<LoginNames, 'iss' | 'clientId' | 'sub'>): string {
  return hashOf('no sid', iss, clientId, sub)
}

export function indexKeysOf(login: LoginNames): readonly string[] {
  return [subjectIndexKey(login), login.sid === undefined ? noSidIndexKey(login) : sidIndexKey(login, login.sid)]
}

function hashOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url')
}

/**
 * The same on every machine, whichever secret it writes with. A login id is 192 random bits, so its hash reveals nothing
 * about it.
 */
export function publicIdOf(loginId: string): string {
  return hash('sha256', `session ${loginId}`, 'base64url').slice(0, 22)
}
