import type { PrivateKeyInput } from '@tandem-auth/tokens'
import type { AuthorizationDetail } from './authorization-details.js'
import type { ClientCertificate } from './client-certificate.js'

export type ClientAuthentication =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'
  | 'tls_client_auth'
  | 'self_signed_tls_client_auth'
  | 'none'

export type ClientSecret = string | (() => string | Promise<string>)

/** How this app is registered at a provider, and how it proves that. Never shared between providers. */
export interface ClientCredentials {
  readonly clientId: string | undefined
  /** A function if the secret changes, such as Apple's, which is a JWT that expires. It is called for each request to the provider. */
  readonly clientSecret?: ClientSecret | undefined
  /** @defaultValue `'client_secret_basic'` when there is a secret */
  readonly clientAuthentication?: ClientAuthentication | undefined
  /** For `private_key_jwt` and `signedRequestObject`. */
  readonly privateKey?: PrivateKeyInput | undefined
  /** Private keys that ID tokens and UserInfo are encrypted for: PEM, JWK or `KeyObject`. */
  readonly decryptionKeys?: PrivateKeyInput | readonly PrivateKeyInput[] | undefined
  /** Presented to the provider and to the APIs (RFC 8705): for `tls_client_auth`, and for tokens bound to it. */
  readonly clientCertificate?: ClientCertificate | undefined
  /** Where the metadata are, if not below the issuer. They must still name the issuer. */
  readonly metadataUrl?: string | undefined
  /** The provider's metadata, so that they aren't fetched. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** Replaces the `jwks_uri` of the metadata. */
  readonly jwksUri?: string | undefined
}

/** How a login is requested. With several providers, each may have different options. */
export interface LoginRequestOptions {
  /** Must contain `openid`; the scopes of `apis` are added. @defaultValue `'openid profile email'` */
  readonly scope?: string | undefined
  /** More parameters for the authorization request; never taken from a request. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined
  /** What tokens should allow, in detail (RFC 9396). */
  readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined
  /** Pushes the authorization request (RFC 9126). By default only if the provider requires it. */
  readonly pushedAuthorizationRequest?: boolean | undefined
  /** Signs the authorization request with `privateKey` (RFC 9101). */
  readonly signedRequestObject?: boolean | undefined
  /**
   * Binds the tokens of each login to a separate key (RFC 9449). Tokens that the provider doesn't bind are refused.
   * @defaultValue `false`
   */
  readonly dpop?: boolean | undefined
  /**
   * The FAPI 2.0 Security Profile: pushed requests, `private_key_jwt` or mutual TLS, bound tokens, PS256, ES256 or EdDSA, and `iss` in every
   * response. `clientSession` throws if another option is weaker.
   */
  readonly security?: 'fapi2' | undefined
  /** The only algorithm accepted for ID tokens and logout tokens. @defaultValue `'RS256'` */
  readonly idTokenAlgorithm?: string | undefined
}

/** One of several providers. For `LoginRequestOptions` that are left out, the values of `clientSession` apply. */
export interface ProviderOptions extends ClientCredentials, LoginRequestOptions {
  readonly issuer: string
  /**
   * Letters, digits, `-` and `_`. With several issuers, the redirect URI of this one is `/callback/<name>`. Required
   * unless the provider's metadata promise `iss` in its responses (RFC 9207).
   */
  readonly name?: string | undefined
}
