export {
  AuthError,
  type ErrorCode,
  entraTenants,
  type GoogleServiceIdentityOptions,
  googleServiceIdentity,
  isAuthError,
  type LegacyJwtOptions,
  legacyJwt,
  type TokenProfile,
  type TokenProfileName,
} from '@tandem-auth/tokens'
export { type ApiGuard, apiGuard, type VerifyOptions } from './api-guard.js'
export { type AccessTokenAuth, authOf, type JwtAuth, type OpaqueAuth } from './auth.js'
export { type AuthErrorHandlerOptions, authErrorHandler } from './error-handler.js'
export { type Guard, requireAnyScope, requireClaim, requirePermissions, requireScopes } from './guards.js'
export type { ApiGuardOptions, IntrospectionOptions, IssuerOptions } from './options.js'
