import type { PrivateKeyInput } from '@tandem-auth/tokens'

export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'

/** What belongs to one provider. With several, each may have its own. */
export interface ProviderOptions {
  /** @defaultValue `CLIENT_ID` */
  readonly clientId?: string | undefined
  /** @defaultValue `CLIENT_SECRET` */
  readonly clientSecret?: string | undefined
  /** @defaultValue `'client_secret_basic'` when there is a secret */
  readonly clientAuthentication?: ClientAuthentication | undefined
  /** For `private_key_jwt` and `signedRequestObject`. */
  readonly privateKey?: PrivateKeyInput | undefined
  /** Must contain `openid`; the scopes of `apis` are added. @defaultValue `'openid profile email'` */
  readonly scope?: string | undefined
  /** More parameters for the authorization request; never taken from a request. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined
  /** Pushes the authorization request (RFC 9126). By default only where the provider requires it. */
  readonly pushedAuthorizationRequest?: boolean | undefined
  /** Signs the authorization request with `privateKey` (RFC 9101). */
  readonly signedRequestObject?: boolean | undefined
  /** The only algorithm accepted for ID tokens and logout tokens. @defaultValue `'RS256'` */
  readonly idTokenAlgorithm?: string | undefined
  /** The provider's metadata itself, which is then not fetched. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** Replaces the `jwks_uri` of the metadata. */
  readonly jwksUri?: string | undefined
  /** Stores the raw ID token, encrypted: `'auto'` only for a provider whose logout requires it. @defaultValue `'auto'` */
  readonly keepIdToken?: boolean | 'auto' | undefined
}

/** One of several providers; what is left out is taken from the options around it. */
export interface IssuerOptions extends ProviderOptions {
  readonly issuer: string
}
