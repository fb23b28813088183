import type { Coordination } from '../storage/coordination.js'
import { createEncryptedRecords, type EncryptedRecord, type EncryptedRecords } from '../storage/encrypted-records.js'
import type { KeyRing } from '../storage/key-ring.js'
import type { TokenSet } from './token-set.js'

/** Everything secret that a login brought. A session without it is logged in, but has no tokens. */
export interface VaultContent {
  readonly refreshToken?: string | undefined
  /** Raw, and only where `keepIdToken` asks for it. */
  readonly idToken?: string | undefined
  /** By API name; an API that wasn't called yet has none. */
  readonly tokens: Readonly<Record<string, StoredToken>>
  /** Epoch seconds: the end of the session, and so of this entry. */
  readonly endsAt: number
}

export interface StoredToken {
  readonly accessToken: string
  /** Epoch seconds. */
  readonly obtainedAt: number
  readonly expiresAt?: number | undefined
  readonly scope?: string | undefined
}

export type TokenVault = EncryptedRecords<VaultContent>

export function createTokenVault(coordination: Coordination, keys: KeyRing): TokenVault {
  return createEncryptedRecords<VaultContent>(coordination, keys, 'vault')
}

/** What is kept of a token endpoint's answer for one API; refresh token and ID token belong to the whole session. */
export function storedToken({ accessToken, expiresAt, scope }: TokenSet, now: number): StoredToken {
  return { accessToken, obtainedAt: Math.floor(now), expiresAt, scope }
}

export function tokenFor({ content }: EncryptedRecord<VaultContent>, api: string): StoredToken | undefined {
  return Object.hasOwn(content.tokens, api) ? content.tokens[api] : undefined
}

/** Whether to refresh: a tenth of its lifetime, a minute at most, before the token expires. `now` in epoch seconds. */
export function isDue({ obtainedAt, expiresAt }: StoredToken, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt - Math.min(60, (expiresAt - obtainedAt) / 10)
}

export function isExpired({ expiresAt }: StoredToken, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt
}
