import type { Coordination } from './coordination.js'
import { open, seal } from './encryption.js'
import type { KeyRing } from './key-ring.js'

export interface SealedEntry<Content> {
  readonly content: Content
  readonly version: number
}

/** JSON by grant id, encrypted, bound to that grant and to what it is for: a dump of the database shows none of it. */
export interface SealedEntries<Content> {
  /** `undefined` too for what can't be opened: its secret was retired, or it is another grant's. */
  get(grantId: string): Promise<SealedEntry<Content> | undefined>
  /** Writes if the entry still has this version (0: if there is none). `ttl` in seconds. */
  set(grantId: string, version: number, content: Content, ttl: number): Promise<boolean>
  take(grantId: string): Promise<Content | undefined>
}

export function createSealedEntries<Content>(
  coordination: Coordination,
  keys: KeyRing,
  kind: 'vault' | 'grant',
): SealedEntries<Content> {
  const keyOf = (grantId: string) => `${kind}:${grantId}`

  function unseal(grantId: string, sealed: string): Content | undefined {
    const opened = open(keys, 'token vault', Buffer.from(sealed, 'base64url'), keyOf(grantId))
    return opened && JSON.parse(opened.toString())
  }

  return {
    async get(grantId) {
      const stored = await coordination.get(keyOf(grantId))
      const content = stored && unseal(grantId, stored.value)
      return stored && content && { content, version: stored.version }
    },
    set(grantId, version, content, ttl) {
      const sealed = seal(keys, 'token vault', Buffer.from(JSON.stringify(content)), keyOf(grantId))
      return coordination.compareAndSet(keyOf(grantId), version, sealed.toString('base64url'), ttl)
    },
    async take(grantId) {
      const sealed = await coordination.take(keyOf(grantId))
      return sealed === undefined ? undefined : unseal(grantId, sealed)
    },
  }
}
