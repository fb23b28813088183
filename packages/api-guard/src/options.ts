import type { IncomingMessage } from 'node:http'
import type { PrivateKeyInput } from '@tandem-auth/tokens'
import type { DownstreamOptions } from './exchange/exchange-options.js'
import type { IssuersOptions } from './issuers/issuer-config.js'
import type { TrustedIssuerOptions } from './issuers/issuer-options.js'
import type { BindingOptions } from './proof/parse-binding.js'
import type { ResourceOptions } from './resource/resource-options.js'
import type { AccessTokenAuth } from './token/access-token-auth.js'

/** All options of a guard. `ApiGuardOptions` adds the requirement of an audience. */
export interface GuardOptions extends IssuersOptions, BindingOptions {
  /**
   * Returns the configured issuer that this request's token must come from, for example per tenant. Any other value causes
   * a 500; an exception is passed to `next`.
   */
  selectIssuer?(req: IncomingMessage): string
  /** Scopes that every request must have, all of them. */
  readonly scopes?: string | readonly string[] | undefined
  /**
   * Returns a token that doesn't come in the `Authorization` header, for example from a cookie; `undefined` if there is none.
   * A request that also has a token in the header gets a 400. With a cookie, the app must defend against forged requests.
   */
  readonly credentials?: ((req: IncomingMessage) => string | undefined) | undefined
  /** Lets requests without credentials through; requests with bad credentials still get a 401. */
  readonly optional?: boolean | undefined
  /** How many seconds clocks may differ, 5 by default. */
  readonly clockTolerance?: number | undefined
  /** The cache of verified tokens: 10 000 entries for at most 300 seconds by default. */
  readonly cache?: { readonly maxEntries?: number; readonly maxAge?: number } | false | undefined
  /** Called for every request, even if the token is cached. If it throws or takes more than 2 seconds, the request gets a 503. */
  readonly isRevoked?: ((auth: AccessTokenAuth) => boolean | Promise<boolean>) | undefined
  /**
   * `'fapi2'`: the rules of the FAPI 2.0 Security Profile for APIs. Only bound tokens (`dpop` or `mutualTls` is needed), and
   * only PS256, ES256 and EdDSA. `apiGuard` throws if another option is weaker.
   */
  readonly security?: 'fapi2' | undefined
  /**
   * Private keys for encrypted access tokens (JWE): PEM, JWK or `KeyObject`. RSA keys decrypt RSA-OAEP-256; EC and X25519
   * keys decrypt ECDH-ES; each with A128GCM, A192GCM or A256GCM.
   */
  readonly decryptionKeys?: PrivateKeyInput | readonly PrivateKeyInput[] | undefined
  /** The APIs that this API calls on behalf of its callers, by name. Needs `exchange`. */
  readonly downstream?: Readonly<Record<string, DownstreamOptions>> | undefined
  /** The `realm` of challenges. */
  readonly realm?: string | undefined
  /** The metadata of this API: `guard.metadata()` serves them, and challenges contain their URL (RFC 9728). */
  readonly resource?: ResourceOptions | undefined
  /** URL of protected resource metadata that are published elsewhere, sent in challenges (RFC 9728, 5.1). */
  readonly resourceMetadata?: string | undefined
}

interface WithAudience {
  readonly audience: TrustedIssuerOptions['audience']
}

type IssuerWithAudience = TrustedIssuerOptions & WithAudience

interface WithAudienceOfEachIssuer {
  readonly issuer: IssuerWithAudience | readonly IssuerWithAudience[]
}

interface WithResource {
  readonly resource: ResourceOptions
}

/**
 * An audience is required: this API's own, one for each issuer, or the URL of `resource`. The types allow `undefined` for `issuer` and
 * `audience`, so that an environment variable can be the value; `apiGuard` throws if they are `undefined`.
 * @see apiGuard
 */
export type ApiGuardOptions = GuardOptions & (WithAudience | WithAudienceOfEachIssuer | WithResource)
