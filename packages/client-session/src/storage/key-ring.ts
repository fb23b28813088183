import { createHash, hkdfSync } from 'node:crypto'

/** One key, derived for one purpose from one of the configured secrets. */
export interface PurposeKey {
  /** Four bytes that name the key in what it encrypted; they reveal nothing about it. */
  readonly id: Buffer
  /** 32 bytes. */
  readonly key: Buffer
}

/** The keys of one purpose: the first one writes, all of them read. */
export interface KeyRing {
  keys(purpose: KeyPurpose): readonly [PurposeKey, ...PurposeKey[]]
}

/** A key of one purpose is never accepted for another: a login transaction can't pass as a session or a vault entry. */
export type KeyPurpose = 'session cookie' | 'login transaction' | 'login step' | 'logout page' | 'token vault'

/** `secrets`: the first one writes, all of them read. The caller has checked their length. */
export function createKeyRing(secrets: readonly [string, ...string[]]): KeyRing {
  const derived = new Map<KeyPurpose, readonly [PurposeKey, ...PurposeKey[]]>()
  return {
    keys(purpose) {
      const known = derived.get(purpose)
      if (known !== undefined) return known
      const [first, ...others] = secrets
      const keys = [derive(first, purpose), ...others.map((secret) => derive(secret, purpose))] as const
      derived.set(purpose, keys)
      return keys
    },
  }
}

// HKDF-SHA-256 (RFC 5869). The purpose is its `info`, which keeps the keys apart.
function derive(secret: string, purpose: KeyPurpose): PurposeKey {
  const key = Buffer.from(hkdfSync('sha256', secret, 'tandem-auth', `client-session ${purpose}`, 32))
  return { key, id: createHash('sha256').update('key id').update(key).digest().subarray(0, 4) }
}
