export {
  AuthError,
  type AuthEvents,
  type ErrorCode,
  type EventName,
  errorCodes,
  isAuthError,
  type PrivateKeyInput,
  type Problem,
  type ProblemOptions,
  present,
  problemOf,
  type RequiredValue,
  subscribe,
} from '@tandem-auth/tokens'
export type { ApiOptions } from './access-tokens/api-options.js'
export type { TokenSet } from './access-tokens/token-vault.js'
export { type Challenge, challengeOf } from './access-tokens/www-authenticate.js'
export { type ClientSession, clientSession } from './client-session.js'
export { type EnvironmentOptions, fromEnvironment } from './config/from-environment.js'
export type {
  ClientSessionOptions,
  LimitOptions,
  LogoutOptions,
  RouteOptions,
  SeveralProvidersOptions,
  SharedOptions,
  SingleProviderOptions,
} from './config/options.js'
export { loginOf } from './context.js'
export {
  attemptSilentLogin,
  type RecentLoginOptions,
  requireLogin,
  requireRecentLogin,
  requireUserClaim,
} from './guards.js'
export type { Middleware } from './http/web-request.js'
export type { Authorization } from './login/api-authorization.js'
export type { LogoutRequest } from './login/end-login.js'
export { LoginRejected } from './login/login-rejected.js'
export type { LoginRequest } from './login/login-request.js'
export type { SubjectSessions, UserSessions } from './login/user-sessions.js'
export type { ApiCall, ApiName, LoginClaims, LoginContext } from './login-context.js'
export { type LoginErrorHandlerOptions, loginErrorHandler } from './login-error-handler.js'
export type { Json } from './login-state/json-object.js'
export type { LoginDecision, NewLogin, OnLogin } from './login-state/on-login.js'
export type { SessionInfo, Subject } from './login-state/session-list.js'
export type { SessionRecord } from './login-state/session-record.js'
export type { ProfileOptions, UserClaims, UserProfile } from './login-state/user-profile.js'
export type { AuthorizationDetail } from './provider/authorization-details.js'
export type { ClientCertificate } from './provider/client-certificate.js'
export type { LoginParameters } from './provider/login-parameters.js'
export type {
  ClientAuthentication,
  ClientCredentials,
  ClientSecret,
  LoginRequestOptions,
  ProviderOptions,
} from './provider/provider-options.js'
export type { TokenExchange } from './provider/token-exchange.js'
export type { ProxyOptions } from './proxy/proxy.js'
export type { UpgradeListener, UpgradeOptions } from './proxy/upgrade.js'
export type { SessionCookieOptions, SessionOptions } from './session/session-options.js'
export type { Coordination, Lease, VersionedValue } from './storage/coordination.js'
export type { SessionRow, SessionStore } from './storage/session-store.js'
export { sessionStoreCoordination } from './storage/session-store-coordination.js'
