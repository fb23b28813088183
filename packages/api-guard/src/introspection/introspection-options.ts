import type { PrivateKeyInput } from '@tandem-auth/tokens'
import type { ClientAuthenticationMethod } from './parse-client.js'

/** How the provider is asked about opaque tokens (RFC 7662). JWTs are still verified locally. */
export interface IntrospectionOptions {
  /** This API's own client at the provider. Must be left out, like its secret, with the token profile `'google'`. */
  readonly clientId?: string | undefined
  /** For `client_secret_basic` or `client_secret_post`. */
  readonly clientSecret?: string | undefined
  /** For `private_key_jwt`, instead of the secret. */
  readonly privateKey?: PrivateKeyInput | undefined
  /**
   * How this API's client authenticates: `'private_key_jwt'` with a `privateKey`, otherwise `'client_secret_basic'` by default.
   */
  readonly clientAuthentication?: ClientAuthenticationMethod | undefined
  /** Replaces the metadata's `introspection_endpoint`. */
  readonly endpoint?: string | undefined
  /**
   * `maxAge`: seconds for which an active response is used again, 60 by default. Never beyond the token's `exp`, and at most
   * 10 seconds without one.
   */
  readonly cache?: { readonly maxAge?: number } | false | undefined
}
