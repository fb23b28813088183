import type { Coordination } from './coordination.js'
import { decrypt, encrypt } from './encryption.js'
import type { KeyRing } from './key-ring.js'

export interface EncryptedRecord<Content> {
  readonly content: Content
  readonly version: number
}

/** JSON by login id, encrypted and bound to that login and to its kind: a dump of the database shows none of it. */
export interface EncryptedRecords<Content> {
  /** Also `undefined` for what isn't ours: its secret was retired, or it belongs to another login, issuer or client. */
  get(loginId: string): Promise<EncryptedRecord<Content> | undefined>
  /** Writes if the entry still has this version (0: if there is no entry). `ttl` in seconds. */
  set(loginId: string, version: number, content: Content, ttl: number): Promise<boolean>
  /** Keeps the entry for `ttl` seconds from now. */
  extend(loginId: string, ttl: number): Promise<void>
  take(loginId: string): Promise<Content | undefined>
}

export function createEncryptedRecords<Content>(
  coordination: Coordination,
  keys: KeyRing,
  kind: 'vault' | 'login',
  isOwn: (content: Content) => boolean,
): EncryptedRecords<Content> {
  const keyOf = (loginId: string) => `${kind}:${loginId}`

  function read(loginId: string, encrypted: string): Content | undefined {
    const content = decrypt(keys, 'token vault', Buffer.from(encrypted, 'base64url'), keyOf(loginId))
    if (content === undefined) return undefined
    const parsed: Content = JSON.parse(content.toString())
    return isOwn(parsed) ? parsed : undefined
  }

  return {
    async get(loginId) {
      const stored = await coordination.get(keyOf(loginId))
      const content = stored && read(loginId, stored.value)
      return stored && content && { content, version: stored.version }
    },
    set(loginId, version, content, ttl) {
      const encrypted = encrypt(keys, 'token vault', Buffer.from(JSON.stringify(content)), keyOf(loginId))
      return coordination.compareAndSet(keyOf(loginId), version, encrypted.toString('base64url'), ttl)
    },
    extend: (loginId, ttl) => coordination.extend(keyOf(loginId), ttl),
    async take(loginId) {
      const encrypted = await coordination.take(keyOf(loginId))
      return encrypted === undefined ? undefined : read(loginId, encrypted)
    },
  }
}
