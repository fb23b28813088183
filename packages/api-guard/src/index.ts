export {
  AuthError,
  type AuthEvents,
  type ErrorCode,
  type EventName,
  entraTenants,
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
export { authOf } from './guard-state.js'
export { type Guard, requireAnyScope, requireClaim, requirePermissions, requireScopes } from './guards.js'
export type { IntrospectionOptions } from './introspection/introspection-options.js'
export type { TrustedIssuerOptions } from './issuers/issuer-options.js'
export type { ApiGuardOptions } from './options.js'
export type { AccessTokenAuth, JwtAuth, OpaqueAuth } from './token/access-token-auth.js'
