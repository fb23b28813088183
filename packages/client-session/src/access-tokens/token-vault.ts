import type { Coordination } from '../storage/coordination.js'
import { createEncryptedRecords, type EncryptedRecord, type EncryptedRecords } from '../storage/encrypted-records.js'
import type { KeyRing } from '../storage/key-ring.js'

/** What a token endpoint returned, by the names of this package. It is stored in the vault and nowhere else. */
export interface TokenSet {
  /** Opaque: this package never looks into it. */
  readonly accessToken: string
  readonly refreshToken?: string
  /** The raw ID token, present only where `keepIdToken` asks for it. */
  readonly idToken?: string
  /** Epoch seconds; `undefined` when the provider didn't say. */
  readonly expiresAt?: number
  readonly scope?: string
}

/** Whose tokens they are: a refresh must bring tokens of the same user. */
export interface TokenOwner {
  readonly iss: string
  readonly clientId: string
  readonly sub: string
  /** The private key that the tokens are bound to (RFC 9449). */
  readonly dpopKey?: string | undefined
  /** Scopes that an API needs besides its configured ones, by its name; space-separated. */
  readonly scopes?: Readonly<Record<string, string>> | undefined
}

/** The secrets of a login. A session without them is logged in, but has no tokens. */
export interface VaultContent extends TokenOwner {
  readonly refreshToken?: string | undefined
  /** Raw, and present only where `keepIdToken` asks for it. */
  readonly idToken?: string | undefined
  /** By API name; an API that hasn't been called yet has none. */
  readonly tokens: Readonly<Record<string, StoredToken>>
  /** Epoch seconds: the end of the session, and so of this entry. */
  readonly endsAt: number
}

export interface StoredToken {
  /** Digest of the API that it was issued for. */
  readonly api: string
  readonly accessToken: string
  /** Epoch seconds by the store's clock, like `expiresAt`. */
  readonly obtainedAt: number
  readonly expiresAt?: number | undefined
  readonly scope?: string | undefined
}

export type TokenVault = EncryptedRecords<VaultContent>

/** `isOwn`: whether this instance is the client that the tokens were issued to. */
export function createTokenVault(
  coordination: Coordination,
  keys: KeyRing,
  isOwn: (owner: TokenOwner) => boolean,
): TokenVault {
  return createEncryptedRecords<VaultContent>(coordination, keys, 'vault', isOwn)
}

/**
 * What is kept of a token response for one API; refresh token and ID token belong to the whole login. `now` is the store's
 * time, and `clockOffset` how far it is ahead of this machine's, which the response was counted from.
 */
export function storedToken(
  { accessToken, expiresAt, scope }: TokenSet,
  digest: string,
  now: number,
  clockOffset: number,
): StoredToken {
  const storeExpiry = expiresAt === undefined ? undefined : Math.floor(expiresAt + clockOffset)
  return { api: digest, accessToken, obtainedAt: Math.floor(now), expiresAt: storeExpiry, scope }
}

export function tokenFor(
  { content }: EncryptedRecord<VaultContent>,
  { api, digest }: { readonly api: string; readonly digest: string },
): StoredToken | undefined {
  const token = Object.hasOwn(content.tokens, api) ? content.tokens[api] : undefined
  return token?.api === digest ? token : undefined
}

/** Whether to refresh: from a tenth of its lifetime, but at most a minute, before the token expires. `now` in epoch seconds. */
export function isDue({ obtainedAt, expiresAt }: StoredToken, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt - Math.min(60, (expiresAt - obtainedAt) / 10)
}

export function isExpired({ expiresAt }: StoredToken, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt
}
