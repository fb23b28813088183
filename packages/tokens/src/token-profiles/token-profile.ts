import type { Claims } from '../claims.js'
import type { JwsHeader } from '../jws.js'

/** A token whose signature, issuer and times are verified. */
export interface VerifiedToken {
  readonly header: JwsHeader
  readonly claims: Claims
  /** The configured issuer, or for a template issuer the one the token names. */
  readonly issuer: string
  readonly audience: readonly string[]
}

/** Why a profile doesn't take a token for an access token of its provider. */
export interface ProfileRefusal {
  readonly code: 'ERR_TOKEN_KIND' | 'ERR_TOKEN_CLAIMS' | 'ERR_TOKEN_AUDIENCE' | 'ERR_TOKEN_ISSUER'
  /** What the developer should do. Quotes by `quote` alone. */
  readonly hint: string
}

/** How the access tokens of one provider look, and what proves that a token is one. */
export interface TokenProfile {
  readonly name: string
  /** Header types of its access tokens, in lower case, without "application/"; `''` stands for none. */
  readonly headerTypes: readonly string[]
  /** The positive proof that this is an access token: a refusal unless it holds. */
  readonly prove: (token: VerifiedToken) => ProfileRefusal | undefined
  readonly clientId: (claims: Claims) => string | undefined
  readonly subject?: (claims: Claims) => string | undefined
  readonly scopes: (claims: Claims) => readonly string[]
  /** What `requirePermissions` looks at. */
  readonly permissions?: (claims: Claims) => readonly string[]
  /** Whether a client acts for itself; `undefined` where the token doesn't tell. */
  readonly isMachine?: (claims: Claims) => boolean | undefined
  /** Where the audience may be left out (`audience: false`). */
  readonly withoutAudience?: boolean
  /** Where an audience that is a client id is the provider's way. */
  readonly clientIdAudience?: boolean
}
