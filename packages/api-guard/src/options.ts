import type { IncomingMessage } from 'node:http'
import type { PrivateKeyInput } from '@tandem-auth/tokens'
import type { DownstreamOptions } from './exchange/exchange-options.js'
import type { IssuersOptions } from './issuers/issuer-config.js'
import type { TrustedIssuerOptions } from './issuers/issuer-options.js'
import type { BindingOptions } from './proof/parse-binding.js'
import type { ResourceOptions } from './resource/resource-options.js'
import type { AccessTokenAuth } from './token/access-token-auth.js'

/** All options of a guard. `ApiGuardOptions` adds that it must be known whom the tokens are addressed to. */
export interface GuardOptions extends IssuersOptions, BindingOptions {
  /**
   * Returns the configured issuer that this request's token must come from, for example per tenant. Any other value is a
   * 500; an exception goes to `next`.
   */
  selectIssuer?(req: IncomingMessage): string
  /** Scopes that every request needs, all of them. */
  readonly scopes?: string | readonly string[] | undefined
  /**
   * Returns a token that doesn't come in the `Authorization` header, for example from a cookie; `undefined` if there is none.
   * A request with a token in the header as well is a 400. A cookie needs a defence against forged requests.
   */
  readonly credentials?: ((req: IncomingMessage) => string | undefined) | undefined
  /** Lets requests without credentials through; bad credentials are still a 401. */
  readonly optional?: boolean | undefined
  /** Seconds by which clocks may differ, 5 by default. */
  readonly clockTolerance?: number | undefined
  /** The cache of verified tokens: 10 000 entries for at most 300 seconds by default. */
  readonly cache?: { readonly maxEntries?: number; readonly maxAge?: number } | false | undefined
  /** Called for every request, cached or not. A request is a 503 if this throws or takes more than 2 seconds. */
  readonly isRevoked?: ((auth: AccessTokenAuth) => boolean | Promise<boolean>) | undefined
  /**
   * `'fapi2'`: the rules of the FAPI 2.0 Security Profile for APIs. Only bound tokens (`dpop` or `mutualTls` is needed), and
   * only PS256, ES256 and EdDSA. A weaker option beside it throws.
   */
  readonly security?: 'fapi2' | undefined
  /**
   * Private keys for encrypted access tokens (JWE): PEM, JWK or `KeyObject`. RSA keys decrypt RSA-OAEP-256, EC and X25519
   * keys ECDH-ES, each with A128GCM, A192GCM or A256GCM.
   */
  readonly decryptionKeys?: PrivateKeyInput | readonly PrivateKeyInput[] | undefined
  /** The APIs that this API calls on behalf of its callers, by name. Needs `exchange`. */
  readonly downstream?: Readonly<Record<string, DownstreamOptions>> | undefined
  /** The `realm` of challenges. */
  readonly realm?: string | undefined
  /** Who this API is: its metadata are served by `guard.metadata()` and named in challenges (RFC 9728). */
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
 * An audience is required: this API's own, one for each issuer, or the URL of `resource`. `issuer` and `audience` may be `undefined` for the
 * compiler, so that an environment variable can be the value; `apiGuard` throws if they are.
 * @see apiGuard
 */
export type ApiGuardOptions = GuardOptions & (WithAudience | WithAudienceOfEachIssuer | WithResource)
