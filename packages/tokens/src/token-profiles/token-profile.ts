import type { Claims } from '../jwt/claims.js'
import type { JwsHeader } from '../jwt/jws.js'

/** A token of a configured issuer, before its signature was checked: good for refusing, never for accepting. */
export interface UnverifiedToken {
  readonly header: JwsHeader
  readonly claims: Claims
  /** The configured issuer, or for a template issuer the one the token names. */
  readonly issuer: string
  readonly audience: readonly string[]
}

/** A token whose signature, issuer, times and audience are verified. */
export interface VerifiedToken extends UnverifiedToken {
  /** The issuer as configured; for a template issuer not the one the token names. */
  readonly configuredIssuer: string
  /** The issuer that the key itself names in the key set; Entra's do. */
  readonly keyIssuer: string | undefined
}

/** Why a profile doesn't take a token for an access token of its provider. */
export interface ProfileRefusal {
  readonly code: 'ERR_TOKEN_KIND' | 'ERR_TOKEN_CLAIMS' | 'ERR_TOKEN_AUDIENCE' | 'ERR_TOKEN_ISSUER' | 'ERR_TOKEN_CLIENT'
  /** What the developer should do. Quotes by `quote` alone. */
  readonly hint: string
  /** It looks like an ID token: then `hint` is the reason alone, and goes on as "it was issued to the client 'x', and ...". */
  readonly isIdToken?: true
}

/** What is read from the claims of a JWT, or from the answer of an introspection. */
export interface ClaimReaders {
  readonly clientId: (claims: Claims) => string | undefined
  readonly scopes: (claims: Claims) => readonly string[]
  /** What `requirePermissions` looks at. `api` is this API's own identifiers: roles that belong to another API don't count. */
  readonly permissions?: (claims: Claims, api: readonly string[]) => readonly string[]
  /** Whether a client acts for itself; `undefined` where the token doesn't tell. */
  readonly isMachine?: (claims: Claims) => boolean | undefined
}

/**
 * Where a provider's introspection differs from RFC 7662: client and scopes are read as the RFC names them, the client also
 * as the JWT does, and the rest as from a JWT.
 */
export interface IntrospectionProfile extends Partial<ClaimReaders> {
  /** Marks by which an active answer is about something other than an access token; asked on every answer. */
  readonly refuse?: (response: Claims) => ProfileRefusal | undefined
  /**
   * Address of a tokeninfo endpoint, asked instead of an RFC 7662 one: POST with the token in the Authorization
   * header and no client authentication. It answers 400 for a token that isn't good, and a good one without `active`;
   * what it answers is normalised by `claimsOf`.
   */
  readonly tokenInfo?: string
  /** Statuses by which the provider says that a token isn't good, besides `active: false`. */
  readonly inactiveStatuses?: readonly number[]
  /** The answer in the form of RFC 7662 (`exp` a number, and so on). */
  readonly claimsOf?: (response: Claims) => Claims
}

/** An issuer of many tenants: its configured name stands for the names in the tokens. */
export interface IssuerTemplate {
  /** The issuer below which the metadata is found. */
  readonly discoveryIssuer: string
  /** What that metadata names as its issuer, byte for byte. */
  readonly metadataIssuer: string
  /** Whether an `iss` is one of this template's. It selects who judges the token; the profile's proof decides. */
  readonly matches: (unverifiedIssuer: string) => boolean
}

/** What hints say about a provider; `api` is how this API is called. */
export interface Advice {
  /** How a client gets an access token for this API: it follows on "Send the access token; ". */
  readonly accessToken?: (api: string) => string
  /** What to do about a token of another audience, or of none, in whole sentences. */
  readonly audience?: (audience: readonly string[] | undefined, api: string) => string | undefined
  /** What an opaque token of this provider is, and how to get a JWT, in whole sentences; `api` is quoted. */
  readonly opaque?: (api: string) => string
  /** What an issuer that isn't configured may mean, in whole sentences. */
  readonly issuer?: (unverifiedIssuer: string, claims: Claims) => string | undefined
}

/** How the access tokens of one provider look, and what proves that a token is one. */
export interface TokenProfile extends ClaimReaders {
  readonly name: string
  /** Header types of its access tokens, in lower case, without "application/"; `''` stands for none. */
  readonly headerTypes: readonly string[]
  /**
   * Marks by which this provider's other tokens are known. Asked before audience, times and signature, so that the hint
   * names what was sent.
   */
  readonly screen?: (token: UnverifiedToken) => ProfileRefusal | undefined
  /** The positive proof that this is an access token: a refusal unless it holds. Asked after everything else. */
  readonly prove: (token: VerifiedToken) => ProfileRefusal | undefined
  readonly introspection?: IntrospectionProfile
  /** The template that a configured issuer is, if it is one. */
  readonly templateOf?: (issuer: string) => IssuerTemplate | undefined
  readonly advice?: Advice
  /** Where the audience may be left out (`audience: false`). */
  readonly withoutAudience?: boolean
  /** Where an audience that is a client id is the provider's way. */
  readonly clientIdAudience?: boolean
  /** Where `clientIds` must be configured. */
  readonly requiresClientIds?: boolean
  /** Where the guard must be configured with at least one scope. */
  readonly requiresScopes?: boolean
  /** Where no JWT is ever accepted, only what introspection knows. */
  readonly opaqueTokens?: boolean
  /**
   * Where each client has a key set of its own, which takes the place of a claim: its address. Then `clientIds` holds
   * exactly one, and that is the client of every token.
   */
  readonly jwksUriOf?: (clientId: string) => string
}
