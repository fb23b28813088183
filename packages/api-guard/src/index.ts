export {
  AuthError,
  type AuthEvents,
  type ErrorCode,
  type EventName,
  entraTenants,
  type FirebaseIdTokensOptions,
  firebaseIdTokens,
  type GoogleServiceIdentityOptions,
  googleServiceIdentity,
  isAuthError,
  type LegacyJwtOptions,
  legacyJwt,
  type Problem,
  type ProblemOptions,
  present,
  problemOf,
  type RequiredValue,
  subscribe,
  type TokenProfile,
  type TokenProfileName,
} from '@tandem-auth/tokens'
export { type ApiGuard, apiGuard, type VerifyOptions } from './api-guard.js'
export { type AuthErrorHandlerOptions, authErrorHandler } from './error-handler.js'
export type { DownstreamOptions, ExchangeOptions } from './exchange/exchange-options.js'
export type { OnBehalfOf } from './exchange/on-behalf-of.js'
export { authOf } from './guard-state.js'
export { requireAnyScope, requireClaim, requirePermissions, requireScopes } from './guards.js'
export type { IntrospectionOptions } from './introspection/introspection-options.js'
export type { ClientAuthenticationMethod } from './introspection/parse-client.js'
export type { TrustedIssuerOptions } from './issuers/issuer-options.js'
export type { ApiGuardOptions } from './options.js'
export { clientCertificateOf } from './proof/client-certificate.js'
export type { DpopNonceOptions, DpopOptions, MutualTlsOptions } from './proof/proof-options.js'
export type { ReplayStore } from './proof/replay-store.js'
export { type AuthenticationRequirement, requireAuthentication } from './require-authentication.js'
export { type AuthorizationDetail, requireAuthorizationDetails } from './require-authorization-details.js'
export type { ResourceOptions } from './resource/resource-options.js'
export type { Guard } from './route-guard.js'
export type { AccessTokenAuth, JwtAuth, OpaqueAuth } from './token/access-token-auth.js'
export type { Confirmation } from './token/confirmation.js'
