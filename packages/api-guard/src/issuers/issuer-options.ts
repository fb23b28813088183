import type { TokenProfile, TokenProfileName } from '@tandem-auth/tokens'
import type { ExchangeOptions } from '../exchange/exchange-options.js'
import type { IntrospectionOptions } from '../introspection/introspection-options.js'

/** One issuer that is trusted to issue tokens. Each option overrides the guard's own. */
export interface TrustedIssuerOptions {
  /** Compared byte for byte with the `iss` of its tokens. */
  readonly issuer: string
  /**
   * This API's identifiers; a token must name one of them. `false` stands for tokens without an audience, for providers
   * whose tokens have none and for introspection responses without `aud`; then `clientIds` is required. `[api, false]`
   * accepts both.
   */
  readonly audience?: string | readonly (string | false)[] | false | undefined
  /** What this provider's access tokens look like. Detected from the issuer, otherwise `'rfc9068'`. */
  readonly tokenProfile?: TokenProfileName | TokenProfile | undefined
  /** The clients whose tokens are accepted; any by default. */
  readonly clientIds?: readonly string[] | undefined
  /** Allow-list of signature algorithms, all of them asymmetric. */
  readonly algorithms?: readonly string[] | undefined
  /** URL of the key set, instead of the one in the metadata. */
  readonly jwksUri?: string | undefined
  /** The key set itself, so that nothing is fetched. */
  readonly jwks?: { readonly keys: readonly object[] } | undefined
  /** Where the metadata is, if not below the issuer (Azure AD B2C, split horizons). It must still name the issuer. */
  readonly metadataUrl?: string | undefined
  /** The issuer's metadata, instead of discovery. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** Accepts opaque tokens as well, by asking the provider (RFC 7662). Off by default. */
  readonly introspection?: IntrospectionOptions | undefined
  /** This API's own client at the issuer, with which it exchanges tokens for those of `downstream` APIs (RFC 8693). */
  readonly exchange?: ExchangeOptions | undefined
}
