import { randomUUID } from 'node:crypto'
import type { Claims } from '../claims.js'
import { epochSeconds } from '../epoch-seconds.js'
import type { ProviderSession } from './sessions.js'

/** What a user has granted a client. All tokens of a login belong to one grant. */
export interface Grant {
  readonly clientId: string
  readonly session: ProviderSession
  readonly scope: string
  readonly resources: readonly string[]
  readonly nonce?: string
  readonly acr?: string
  /** Epoch seconds. */
  readonly authTime: number
  readonly authorizationDetails?: readonly unknown[]
  readonly accessType?: string
  revoked: boolean
}

export interface AuthorizationCode {
  readonly grant: Grant
  readonly redirectUri: string
  readonly codeChallenge?: string
  /** The thumbprint of the DPoP key that the code is bound to. */
  readonly dpopJkt?: string
  readonly expiresAt: number
  used: boolean
}

export interface RefreshToken {
  readonly grant: Grant
  /** The thumbprint of the DPoP key that a public client's refresh token is bound to. */
  readonly jkt?: string
  used: boolean
}

export interface AccessToken {
  readonly claims: Claims
  readonly grant?: Grant
  revoked: boolean
}

/** An issued ID token, for a later `id_token_hint`. */
export interface IssuedIdToken {
  readonly session: ProviderSession
  readonly clientId: string
}

/** Everything that the provider has issued. */
export interface Grants {
  readonly codes: Map<string, AuthorizationCode>
  readonly refreshTokens: Map<string, RefreshToken>
  readonly accessTokens: Map<string, AccessToken>
  readonly idTokens: Map<string, IssuedIdToken>
  readonly pushedRequests: Map<string, URLSearchParams>
  readonly revokedTokens: string[]
}

export function createGrants(): Grants {
  return {
    codes: new Map(),
    refreshTokens: new Map(),
    accessTokens: new Map(),
    idTokens: new Map(),
    pushedRequests: new Map(),
    revokedTokens: [],
  }
}

/** Stores a value under a new random key and returns the key, which is what the client gets. */
export function remember<T>(store: Map<string, T>, value: T, prefix = ''): string {
  const name = `${prefix}${randomUUID()}`
  store.set(name, value)
  return name
}

export function isActive({ claims, grant, revoked }: AccessToken): boolean {
  const alive = typeof claims.exp !== 'number' || claims.exp > epochSeconds()
  return alive && !revoked && grant?.revoked !== true
}
