import type { Coordination } from './coordination.js'
import { encrypt, open } from './encryption.js'
import type { KeyRing } from './key-ring.js'

export interface EncryptedRecord<Content> {
  readonly content: Content
  readonly version: number
}

/** JSON by grant id, encrypted, bound to that grant and to what it is for: a dump of the database shows none of it. */
export interface EncryptedRecords<Content> {
  /** `undefined` too for what can't be opened: its secret was retired, or it is another grant's. */
  get(loginId: string): Promise<EncryptedRecord<Content> | undefined>
  /** Writes if the entry still has this version (0: if there is none). `ttl` in seconds. */
  set(loginId: string, version: number, content: Content, ttl: number): Promise<boolean>
  take(loginId: string): Promise<Content | undefined>
}

export function createEncryptedRecords<Content>(
  coordination: Coordination,
  keys: KeyRing,
  kind: 'vault' | 'grant',
): EncryptedRecords<Content> {
  const keyOf = (loginId: string) => `${kind}:${loginId}`

  function decrypt(loginId: string, sealed: string): Content | undefined {
    const opened = open(keys, 'token vault', Buffer.from(sealed, 'base64url'), keyOf(loginId))
    return opened && JSON.parse(opened.toString())
  }

  return {
    async get(loginId) {
      const stored = await coordination.get(keyOf(loginId))
      const content = stored && decrypt(loginId, stored.value)
      return stored && content && { content, version: stored.version }
    },
    set(loginId, version, content, ttl) {
      const sealed = encrypt(keys, 'token vault', Buffer.from(JSON.stringify(content)), keyOf(loginId))
      return coordination.compareAndSet(keyOf(loginId), version, sealed.toString('base64url'), ttl)
    },
    async take(loginId) {
      const sealed = await coordination.take(keyOf(loginId))
      return sealed === undefined ? undefined : decrypt(loginId, sealed)
    },
  }
}
