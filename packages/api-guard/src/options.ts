import type { IncomingMessage } from 'node:http'
import type { FetchOptions, PrivateKeyInput, TokenProfile, TokenProfileName } from '@tandem-auth/tokens'
import type { AccessTokenAuth } from './auth.js'

/** How the provider is asked about opaque tokens, beside the JWTs that are judged here. */
export interface IntrospectionOptions {
  /** This API's own client at the provider. Not needed, like its secret, where the token profile is `'google'`. */
  readonly clientId?: string | undefined
  /** For `client_secret_basic`. */
  readonly clientSecret?: string | undefined
  /** For `private_key_jwt`, instead of the secret. */
  readonly privateKey?: PrivateKeyInput | undefined
  /** Instead of the metadata's `introspection_endpoint`. */
  readonly endpoint?: string | undefined
  /** Seconds for which an active answer is believed: 60 by default, never beyond the token's `exp`, at most 10 without one. */
  readonly cache?: { readonly maxAge?: number } | false | undefined
}

/** What one issuer may have of its own; each overrides the guard's. */
export interface IssuerOptions {
  /** As in the `iss` of its tokens, byte for byte. */
  readonly issuer: string
  /** This API's identifiers; one of them must be among the token's. `false` only for a provider whose tokens have none. */
  readonly audience?: string | readonly string[] | false | undefined
  /** How this provider's access tokens look; found out from well-known issuers, else `'rfc9068'`. */
  readonly tokenProfile?: TokenProfileName | TokenProfile | undefined
  /** The clients whose tokens are accepted; any by default. */
  readonly clientIds?: readonly string[] | undefined
  /** Allow-list of signature algorithms, all of them asymmetric. */
  readonly algorithms?: readonly string[] | undefined
  /** Where the keys are, instead of where the metadata says. */
  readonly jwksUri?: string | undefined
  /** The key set itself: then there is no network. */
  readonly jwks?: { readonly keys: readonly object[] } | undefined
  /** The issuer's metadata, instead of discovery. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** Takes opaque tokens, too, by asking the provider (RFC 7662). Off by default. */
  readonly introspection?: IntrospectionOptions | undefined
}

/** @see apiGuard */
export interface ApiGuardOptions extends FetchOptions, Omit<IssuerOptions, 'issuer'> {
  /** Who may issue tokens. */
  readonly issuer: string | IssuerOptions | readonly (string | IssuerOptions)[]
  /**
   * Names the one configured issuer that a request's token must come from, say by the tenant in its path or host. Anything
   * else it answers is 500; what it throws goes to `next`.
   */
  selectIssuer?(req: IncomingMessage): string
  /** Scopes that every request needs, all of them. */
  readonly scopes?: string | readonly string[] | undefined
  /** Lets requests without credentials through; bad credentials stay 401. */
  readonly optional?: boolean | undefined
  /** Seconds by which clocks may differ, 5 by default. */
  readonly clockTolerance?: number | undefined
  /** The cache of judged tokens, a JWT from the second time it comes: 10 000 entries for at most 300 seconds by default. */
  readonly cache?: { readonly maxEntries?: number; readonly maxAge?: number } | false | undefined
  /** Asked on every request, cached or not; one that throws or takes over 2 seconds is answered 503. */
  readonly isRevoked?: ((auth: AccessTokenAuth) => boolean | Promise<boolean>) | undefined
  /** Named in challenges. */
  readonly realm?: string | undefined
  /** Address of the protected resource metadata, named in challenges (RFC 9728, 5.1). */
  readonly resourceMetadata?: string | undefined
}
