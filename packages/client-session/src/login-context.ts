import type { TokenSet } from './access-tokens/token-vault.js'
import type { Authorization } from './login/api-authorization.js'
import type { LogoutRequest } from './login/end-login.js'
import type { LoginRequest } from './login/login-request.js'
import type { UserSessions } from './login/user-sessions.js'
import type { TokenExchange } from './provider/token-exchange.js'

/** The ID token's claims about the login itself. */
export interface LoginClaims {
  readonly iss: string
  readonly sub: string
  readonly sid?: string
  /** Epoch seconds; absent if the provider didn't send it. */
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

/** The logged-in user, and what the app can do in the user's name: `web.of(req)`, and `req.oidc` at run time. */
export interface LoginContext<Api extends string, User> {
  isAuthenticated(): boolean
  /** What `profile` keeps of the user; `undefined` when nobody is logged in. */
  readonly user: User | undefined
  readonly claims: LoginClaims | undefined
  /**
   * Resolves to the access token for an API, an opaque string, and refreshes it when due. `api` may be left out unless
   * there are several APIs.
   * @throws AuthError `ERR_LOGIN_REQUIRED` (401), `ERR_REFRESH_BUSY`, `ERR_SESSION_STORE`, `ERR_PROVIDER_UNAVAILABLE` (503)
   */
  accessToken(...api: ApiName<Api>): Promise<string>
  /** Refreshes the access token immediately, even if it isn't due. @throws as `accessToken` */
  refresh(...api: ApiName<Api>): Promise<string>
  /**
   * `fetch(api, path, init?)` calls an API with its access token, and once more with a new token if it returns 401. Doesn't
   * follow redirects. `api` may be left out when there is exactly one.
   * @throws AuthError as `accessToken`, and `ERR_API_UNAVAILABLE` (502); TypeError for a path outside the API
   */
  fetch(...call: ApiCall<Api>): Promise<Response>
  /**
   * The headers for a call that the app makes itself: `authorization`, and `dpop` where tokens are bound to a key. They are
   * valid once, for this method and URL.
   * @throws AuthError as `accessToken`; TypeError for a URL outside the API
   */
  authorization(api: Api, method: string, url: string | URL): Promise<Authorization>
  /**
   * If an API's response requires a stronger or newer login, or more scopes, sends the response to the browser and resolves
   * to `true`: a navigation is redirected to the provider and returns to the same page; other requests get 401 problem+json
   * with `login`. Resolves to `false` for any other response of the API.
   * @see RFC 9470
   */
  answerChallenge(response: Response, api?: Api): Promise<boolean>
  /** Exchanges the access token of an API for another one (RFC 8693), which isn't stored in the session. */
  exchangeToken(exchange: TokenExchange, ...api: ApiName<Api>): Promise<TokenSet>
  /** @throws AuthError `ERR_LOGIN_REQUIRED` (401) */
  readonly sessions: UserSessions
  /** Replaces the session id and keeps the login. */
  renewSessionId(): Promise<void>
  /** Redirects to the provider, which ends the request. @throws TypeError for an unknown or invalid member */
  login(request?: LoginRequest): Promise<void>
  /** Ends the session here and at the provider, and redirects the browser. Check first whether this request may log the user out. */
  logout(request?: LogoutRequest): Promise<void>
  /**
   * Replaces what the session keeps of the user, in this session and for the following requests.
   * @throws AuthError `ERR_LOGIN_REQUIRED` (401), `ERR_PROFILE` (500), `ERR_SESSION_STORE` (503)
   */
  updateUser(user: User): Promise<void>
}
