import type { TokenSet } from './access-tokens/token-vault.js'
import type { Authorization } from './login/api-authorization.js'
import type { LogoutRequest } from './login/end-login.js'
import type { LoginRequest } from './login/login-request.js'
import type { UserSessions } from './login/user-sessions.js'
import type { TokenExchange } from './provider/token-exchange.js'

/** What the ID token said about the login itself. */
export interface LoginClaims {
  readonly iss: string
  readonly sub: string
  readonly sid?: string
  /** Epoch seconds; absent when the provider didn't say. */
  readonly auth_time?: number
  readonly acr?: string
}

type HasSeveral<Api, Each = Api> = [Api] extends [never]
  ? false
  : Each extends unknown
    ? [Api] extends [Each]
      ? false
      : true
    : never

/** The name of an API, which may be left out unless there are several. */
export type ApiName<Api extends string> = HasSeveral<Api> extends true ? [api: Api] : [api?: Api]

/** An API's name and a path. The name may be left out when there is exactly one API. */
export type ApiCall<Api extends string> =
  | [api: Api, path: string, init?: RequestInit]
  | ([Api] extends [never] ? never : HasSeveral<Api> extends true ? never : [path: string, init?: RequestInit])

/** Who is logged in, and what can be done in their name: `web.of(req)`, and `req.oidc` at run time. */
export interface LoginContext<Api extends string, User> {
  isAuthenticated(): boolean
  /** What `profile` keeps of the user; `undefined` when nobody is logged in. */
  readonly user: User | undefined
  readonly claims: LoginClaims | undefined
  /**
   * The access token for an API, refreshed when due: an opaque string. `api` may be left out unless there are
   * several.
   * @throws AuthError `ERR_LOGIN_REQUIRED` (401), `ERR_REFRESH_BUSY`, `ERR_SESSION_STORE`, `ERR_PROVIDER_UNAVAILABLE` (503)
   */
  accessToken(...api: ApiName<Api>): Promise<string>
  /** A new access token now, whether it is due or not. @throws as `accessToken` */
  refresh(...api: ApiName<Api>): Promise<string>
  /**
   * `fetch(api, path, init?)` calls an API with its access token, and once more with a new token if it responds 401. Follows
   * no redirect. `api` may be left out when there is exactly one.
   * @throws AuthError as `accessToken`, and `ERR_API_UNAVAILABLE` (502); TypeError for a path outside of the API
   */
  fetch(...call: ApiCall<Api>): Promise<Response>
  /**
   * The headers for a call that the app makes itself: `authorization`, and `dpop` where tokens are bound to a key. They are
   * good for this method and URL, and once.
   * @throws AuthError as `accessToken`; TypeError for a URL outside of the API
   */
  authorization(api: Api, method: string, url: string | URL): Promise<Authorization>
  /**
   * Answers the request when an API's response asks for a stronger or newer login, or for more scopes, and resolves to
   * `true`: a navigation goes to the provider and comes back to the same page, anything else gets 401 problem+json with
   * `login`. Resolves to `false` for any other response.
   * @see RFC 9470
   */
  answerChallenge(response: Response, api?: Api): Promise<boolean>
  /** Exchanges the access token of an API for another one (RFC 8693); the session keeps nothing of it. */
  exchangeToken(exchange: TokenExchange, ...api: ApiName<Api>): Promise<TokenSet>
  /** @throws AuthError `ERR_LOGIN_REQUIRED` (401) */
  readonly sessions: UserSessions
  /** A new session id for the same login. */
  renewSessionId(): Promise<void>
  /** Redirects to the provider, which ends the request. @throws TypeError for an unknown or a wrong member */
  login(request?: LoginRequest): Promise<void>
  /** Ends the login here and at the provider, and sends the browser on. Check first whether this request may do that. */
  logout(request?: LogoutRequest): Promise<void>
  /**
   * Replaces what the session keeps of the user, in this session and for the following requests.
   * @throws AuthError `ERR_LOGIN_REQUIRED` (401), `ERR_PROFILE` (500), `ERR_SESSION_STORE` (503)
   */
  updateUser(user: User): Promise<void>
}
