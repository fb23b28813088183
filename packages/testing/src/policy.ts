import type { TestIssuerOptions } from './options.js'

/** The rules that the options set. */
export interface Policy {
  /** Authorization requests must be pushed (RFC 9126). */
  readonly pushedRequests: boolean
  readonly pkce: boolean
  /** Access tokens must be bound to a key or certificate. */
  readonly boundTokens: boolean
  /** The `aud` of client assertions must be the issuer identifier, as a string. */
  readonly issuerAudience: boolean
  /** Client assertions must have the type of RFC 10070. */
  readonly typedAssertions: boolean
  /** The algorithms of everything that clients sign, if they are restricted. */
  readonly algorithms?: readonly string[]
  readonly authMethods: readonly string[]
  readonly rotateRefreshTokens: boolean | 'strict'
}

const fapiAlgorithms = ['PS256', 'ES256', 'EdDSA']

/** @see FAPI 2.0 Security Profile, 5.3.2 and 5.4.1 */
export function policyOf(options: TestIssuerOptions): Policy {
  const fapi = options.security === 'fapi2'
  const secrets = fapi ? [] : ['client_secret_basic', 'client_secret_post']
  const certificates = options.mutualTls ? ['tls_client_auth', 'self_signed_tls_client_auth'] : []
  const methods = [...secrets, 'private_key_jwt', ...certificates, ...(fapi ? [] : ['none'])]
  return {
    pushedRequests: options.requirePushedAuthorizationRequests ?? fapi,
    pkce: fapi,
    boundTokens: fapi,
    issuerAudience: options.clientAssertions === 'rfc10070' || fapi,
    typedAssertions: options.clientAssertions === 'rfc10070',
    ...(fapi && { algorithms: fapiAlgorithms }),
    authMethods: options.tokenEndpointAuthMethods ?? methods,
    rotateRefreshTokens: options.rotateRefreshTokens ?? !fapi,
  }
}
