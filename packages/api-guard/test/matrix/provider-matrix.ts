import type { ApiGuardOptions, ErrorCode } from '../../src/index.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** One kind of token that a provider hands out, in the shape that it has there. */
export interface MatrixRow {
  readonly token: string
  /** `'ours'`: an access token for this API. `'other API'`: one that only its audience keeps out. `'other kind'`: no access token. */
  readonly kind: 'ours' | 'other API' | 'other kind'
  /** Members of the header beside `alg` and `kid`. */
  readonly header?: JsonObject
  /** The claims; `iat` and `exp` are added, `undefined` leaves one out. */
  readonly claims?: JsonObject
  /** The token itself, if it isn't a JWT signed by this issuer. */
  readonly raw?: string
  /** Signed with a shared secret instead of the issuer's key. */
  readonly secret?: true
  /** Other members of the keys than the provider's. */
  readonly keyMembers?: JsonObject
  /**
   * For a guard with `dpop`: how the token comes. `cnf.jkt` of the claims becomes the thumbprint of the client's key.
   * `stolen`: with a proof by the key of somebody else.
   */
  readonly dpop?: 'with its proof' | 'as Bearer' | 'stolen'
  /** Other options than the provider's. */
  readonly guard?: Partial<ApiGuardOptions>
  readonly verdict: 'accepted' | ErrorCode
  /** What `authOf` must say of an accepted token. */
  readonly auth?: JsonObject
  readonly permissions?: readonly string[]
  /** Permissions that the token looks as if it had, and hasn't. */
  readonly without?: readonly string[]
  /** What the hint must say. */
  readonly hint?: RegExp
}

export interface ProviderMatrix {
  readonly provider: string
  /** What the pages call it, where several have the same profile; otherwise the profile. */
  readonly page?: string
  readonly title: string
  /** As its tokens name it; the token profile must be found by it unless `guard` names one. */
  readonly issuer: string
  readonly guard: Partial<ApiGuardOptions>
  /** Members that every key of its key set has. */
  readonly keyMembers?: JsonObject
  readonly rows: readonly MatrixRow[]
}

export const api = 'https://api.example.com'
export const logoutEvents = { 'http://schemas.openid.net/event/backchannel-logout': {} }

/** RSA-OAEP and A256GCM: five parts, and nothing in them to read. */
export const encrypted = `${Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url')}.a2V5.aXY.dGV4dA.dGFn`
