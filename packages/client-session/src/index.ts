export { AuthError, type ErrorCode, errorCodes, isAuthError, type PrivateKeyInput } from '@tandem-auth/tokens'
export { type Challenge, challengeOf } from './challenge.js'
export { type ClientSession, clientSession } from './client-session.js'
export { oidcOf } from './context.js'
export type { Coordination, Lease, VersionedValue } from './coordination/coordination.js'
export { loginErrorHandler } from './login-error-handler.js'
export type { LoginClaims, Oidc } from './oidc.js'
export type {
  ApiOptions,
  ClientAuthentication,
  ClientSessionOptions,
  IssuerOptions,
  ProviderOptions,
  RouteOptions,
} from './options.js'
export type { ProfileOptions, UserClaims, UserProfile } from './profile.js'
export {
  attemptSilentLogin,
  type RecentLoginOptions,
  requireLogin,
  requireRecentLogin,
  requireUserClaim,
} from './requirements.js'
export type { SessionInfo, Subject } from './session-keeper.js'
export type { SessionCookieOptions, SessionOptions, SessionStore } from './session-options.js'
export type { SessionRecord } from './session-record.js'
export type { LoginRequest } from './start-login.js'
export type { TokenExchange } from './token-exchange.js'
export type { TokenSet } from './token-set.js'
export type { SubjectSessions, UserSessions } from './user-sessions.js'
export type { Middleware } from './web-request.js'
