import { hash } from 'node:crypto'
import type { Coordination } from '../storage/coordination.js'
import { createSealedEntries, type SealedEntries } from '../storage/encrypted-records.js'
import type { KeyRing } from '../storage/key-ring.js'

/** What one login is known by, beside its session row; encrypted, since it holds session ids and where somebody was. */
export interface Grant {
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

export type Grants = SealedEntries<Grant>

export function createGrants(coordination: Coordination, keys: KeyRing): Grants {
  return createSealedEntries<Grant>(coordination, keys, 'grant')
}

/** Which grants a subject, and a `sid` of the provider, have. */
export interface GrantNames {
  add(grantId: string, grant: Grant, ttl: number): Promise<void>
  remove(grantId: string, grant: Pick<Grant, 'iss' | 'sub' | 'sid'>): Promise<void>
  members(name: string): Promise<readonly string[]>
}

export function createGrantNames(coordination: Coordination): GrantNames {
  return {
    async add(grantId, grant, ttl) {
      await Promise.all(namesOf(grant).map((name) => coordination.addMember(`grants:${name}`, grantId, ttl)))
    },
    async remove(grantId, grant) {
      await Promise.all(namesOf(grant).map((name) => coordination.removeMember(`grants:${name}`, grantId)))
    },
    members: (name) => coordination.members(`grants:${name}`),
  }
}

/** Identity is issuer and subject together; neither can be read from the name. */
export function nameOfSubject(iss: string, sub: string): string {
  return nameOf('sub', iss, sub)
}

export function nameOfSid(iss: string, sid: string): string {
  return nameOf('sid', iss, sid)
}

/** The logins of a subject whose ID tokens named no `sid`: any `sid` of that subject may be theirs. */
export function nameWithoutSid(iss: string, sub: string): string {
  return nameOf('no sid', iss, sub)
}

export function namesOf({ iss, sub, sid }: Pick<Grant, 'iss' | 'sub' | 'sid'>): readonly string[] {
  return [nameOfSubject(iss, sub), sid === undefined ? nameWithoutSid(iss, sub) : nameOfSid(iss, sid)]
}

function nameOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url')
}
