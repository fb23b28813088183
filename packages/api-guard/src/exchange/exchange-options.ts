import type { PrivateKeyInput } from '@tandem-auth/tokens'
import type { ClientAuthenticationMethod } from '../introspection/parse-client.js'

/** This API's own client at the issuer, with which it exchanges its callers' tokens (RFC 8693). */
export interface ExchangeOptions {
  readonly clientId: string
  /** For `client_secret_basic` or `client_secret_post`. */
  readonly clientSecret?: string | undefined
  /** For `private_key_jwt`, instead of the secret. */
  readonly privateKey?: PrivateKeyInput | undefined
  /** `'private_key_jwt'` with a `privateKey`, otherwise `'client_secret_basic'` by default. */
  readonly clientAuthentication?: ClientAuthenticationMethod | undefined
  /** Replaces the metadata's `token_endpoint`. */
  readonly endpoint?: string | undefined
}

/** An API that this API calls on behalf of its callers. */
export interface DownstreamOptions {
  /** The API's URL. Its tokens are sent to this origin, at or below this path, and nowhere else. */
  readonly url: string
  /** The `audience` of the exchange. */
  readonly audience?: string | undefined
  /** The resource indicator (RFC 8707). */
  readonly resource?: string | undefined
  /** The scopes that the exchanged token should have. */
  readonly scopes?: string | readonly string[] | undefined
}
