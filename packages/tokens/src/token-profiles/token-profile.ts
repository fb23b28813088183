import type { Claims } from '../jwt/claims.js'
import type { JwsHeader } from '../jwt/jws.js'
import type { IssuerHosts } from './issuer-hosts.js'

/** A token of a configured issuer before its signature was checked. It may be refused by these values, never accepted. */
export interface UnverifiedToken {
  readonly header: JwsHeader
  readonly claims: Claims
  /** The configured issuer; for a template issuer, the one that the token names. */
  readonly issuer: string
  readonly audience: readonly string[]
}

/** A token whose signature, issuer, times and audience are verified. */
export interface VerifiedToken extends UnverifiedToken {
  /** The issuer as configured; for a template issuer, not the one that the token names. */
  readonly configuredIssuer: string
  /** The issuer that the key names in the key set; Entra's keys do. */
  readonly keyIssuer: string | undefined
}

/** Why a token isn't an access token of this provider. */
export interface ProfileRefusal {
  readonly code: 'ERR_TOKEN_KIND' | 'ERR_TOKEN_CLAIMS' | 'ERR_TOKEN_AUDIENCE' | 'ERR_TOKEN_ISSUER' | 'ERR_TOKEN_CLIENT'
  /** What the developer should do. Quotes values of the token only with `quote`. */
  readonly hint: string
  /** The token looks like an ID token. `hint` is then the clause that completes "it was issued to the client 'x', and …". */
  readonly isIdToken?: true
}

/** What is read from the claims of a JWT or from an introspection response. */
export interface ClaimReaders {
  readonly clientId: (claims: Claims) => string | undefined
  readonly scopes: (claims: Claims) => readonly string[]
  /** What `requirePermissions` checks. `api` is this API's own identifiers: roles of another API don't count. */
  readonly permissions?: (claims: Claims, api: readonly string[]) => readonly string[]
  /** Whether a client acts for itself; `undefined` if the token can't tell. */
  readonly isMachine?: (claims: Claims) => boolean | undefined
}

/**
 * Where a provider's introspection differs from RFC 7662. Client and scopes are read as the RFC names them (the client
 * also as in the provider's JWTs), everything else as from a JWT.
 */
export interface IntrospectionProfile extends Partial<ClaimReaders> {
  /** Marks of an active response about something other than an access token; checked on every response. */
  readonly refuse?: (response: Claims) => ProfileRefusal | undefined
  /**
   * URL of a tokeninfo endpoint that is called instead of an RFC 7662 one: POST with the token in the Authorization
   * header and no client authentication. It responds with 400 to a bad token and to a good one without `active`;
   * `claimsOf` normalises its response.
   */
  readonly tokenInfo?: string
  /** Statuses that mean "not a good token", besides `active: false`. */
  readonly inactiveStatuses?: readonly number[]
  /** Converts the response to the form of RFC 7662 (`exp` is a number, and so on). */
  readonly claimsOf?: (response: Claims) => Claims
}

/** An issuer of many tenants: its configured name stands for the names in the tokens. */
export interface IssuerTemplate {
  /** The issuer below which the metadata is found. */
  readonly discoveryIssuer: string
  /** What that metadata names as its issuer, byte for byte. */
  readonly metadataIssuer: string
  /** Whether an `iss` belongs to this template. It selects the rules for the token; the profile's proof decides. */
  readonly matches: (unverifiedIssuer: string) => boolean
}

/** What hints say about a provider. `api` is this API's identifier. */
export interface Advice {
  /** How a client gets an access token for this API; completes "Send the access token; …". */
  readonly accessToken?: (api: string) => string
  /** What to do about a token for another audience, or for none. Whole sentences. */
  readonly audience?: (audience: readonly string[] | undefined, api: string) => string | undefined
  /** What scopes of a token say about how the client got it, where they lack what a request needs. Whole sentences. */
  readonly scopes?: (scopes: readonly string[]) => string | undefined
  /** What an opaque token of this provider is, and how to get a JWT. Whole sentences; `api` is quoted. */
  readonly opaque?: (api: string) => string
  /** What an issuer that isn't configured may mean. Whole sentences. */
  readonly issuer?: (unverifiedIssuer: string, claims: Claims) => string | undefined
  /** What to do about an ID token that is signed with another algorithm than the client expects. Whole sentences. */
  readonly idTokenAlgorithm?: string
}

/** Metadata that a provider has published about itself. */
export type PublishedMetadata = Readonly<Record<string, unknown>> & { readonly issuer: string }

/** What is known of a session that ends, for the logout at the provider. */
export interface EndedSession {
  readonly clientId: string
  readonly sub: string
  readonly sid: string | undefined
  /** The raw ID token, if it was kept. */
  readonly idToken: string | undefined
  /** Where the provider sends the browser afterwards; registered there. */
  readonly returnTo: string
}

/** Where a provider's logout differs from OpenID Connect RP-Initiated Logout 1.0. */
export interface ProviderLogout {
  /** The logout endpoint refuses a request without `id_token_hint`, so the ID token has to be kept. */
  readonly requiresIdToken?: true
  /** The URL of the provider's own logout; `undefined` where the standard's endpoint serves. */
  readonly url?: (metadata: PublishedMetadata, session: EndedSession) => URL | undefined
}

/**
 * Everything that is particular to one provider: its hosts, how its access tokens look and what proves that a token is
 * one, and how it logs out.
 */
export interface TokenProfile extends ClaimReaders {
  readonly name: string
  /** Hosts that belong to this provider only. An issuer there gets this profile unless the configuration names another. */
  readonly hosts?: IssuerHosts
  /** Whether metadata of another host can only be this provider's, under a customer's domain. */
  readonly publishes?: (metadata: PublishedMetadata) => boolean
  /** Header types of its access tokens, in lower case, without "application/"; `''` stands for none. */
  readonly headerTypes: readonly string[]
  /**
   * Marks of this provider's other tokens. Checked before audience, times and signature, so that the hint can name what
   * was sent.
   */
  readonly screen?: (token: UnverifiedToken) => ProfileRefusal | undefined
  /** The positive proof that this is an access token: a refusal unless it holds. Checked after everything else. */
  readonly prove: (token: VerifiedToken) => ProfileRefusal | undefined
  readonly introspection?: IntrospectionProfile
  /** The template that a configured issuer is, if it is one. */
  readonly templateOf?: (issuer: string) => IssuerTemplate | undefined
  /**
   * Whether a token is this provider's, whatever its issuer is called: by marks that no other provider writes. Hints
   * suggest this profile for such a token.
   */
  readonly recognizes?: (token: UnverifiedToken) => boolean
  readonly logout?: ProviderLogout
  readonly advice?: Advice
  /** The audience may be left out (`audience: false`). */
  readonly withoutAudience?: boolean
  /** The audience of an access token may be a client id, by the provider's design. */
  readonly clientIdAudience?: boolean
  /** `clientIds` must be configured. */
  readonly requiresClientIds?: boolean
  /** The guard must be configured with at least one scope. */
  readonly requiresScopes?: boolean
  /** No JWT is ever accepted, only what introspection confirms. */
  readonly opaqueTokens?: boolean
  /**
   * The URL of a client's own key set, where each client has one instead of a client claim. `clientIds` then holds
   * exactly one, which is the client of every token.
   */
  readonly jwksUriOf?: (clientId: string) => string
}
