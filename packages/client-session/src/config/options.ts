import type { IncomingMessage } from 'node:http'
import type { FetchOptions } from '@tandem-auth/tokens'
import type { ApiOptions } from '../access-tokens/api-options.js'
import type { OnLogin } from '../login-state/on-login.js'
import type { ProfileOptions, UserProfile } from '../login-state/user-profile.js'
import type { LoginParameters } from '../provider/login-parameters.js'
import type { ClientCredentials, LoginRequestOptions, ProviderOptions } from '../provider/provider-options.js'
import type { SessionOptions } from '../session/session-options.js'
import type { Coordination } from '../storage/coordination.js'

/** Paths below the path of `baseUrl`; `false` turns a route off. */
export interface RouteOptions {
  /** @defaultValue `'/login'` */
  readonly login?: string | false | undefined
  /** @defaultValue `'/callback'` */
  readonly callback?: string | undefined
  /** @defaultValue `'/logout'` */
  readonly logout?: string | false | undefined
  /** @defaultValue `'/backchannel-logout'` */
  readonly backchannelLogout?: string | false | undefined
  /** Returns to the page of a browser app who is logged in, as JSON (`GET`). @defaultValue `false` */
  readonly session?: string | false | undefined
  /** Front-channel logout, which uses `iss` and `sid`. @defaultValue `false` */
  readonly frontchannelLogout?: string | false | undefined
}

/** When sessions end without a logout. */
export interface LimitOptions {
  /** Seconds without a request after which a session ends. @defaultValue 86400 */
  readonly idle?: number | undefined
  /** Seconds after the login at which a session ends. @defaultValue 604800 */
  readonly absolute?: number | undefined
  /** How many sessions one user may have; the oldest ends when there are more. */
  readonly perUser?: number | undefined
  /** A refused refresh token ends the session, not only its tokens. @defaultValue `false` */
  readonly endOnRefusedRefresh?: boolean | undefined
}

/** What a logout does in addition to ending the session of this app. */
export interface LogoutOptions {
  /** Ends the session at the provider too, if the provider supports it. @defaultValue `true` */
  readonly provider?: boolean | undefined
  /** Stores the raw ID token, encrypted. `'auto'` stores it only for a provider whose logout requires it. @defaultValue `'auto'` */
  readonly keepIdToken?: boolean | 'auto' | undefined
  /** What the browser should clear at logout; `'cookies'` isn't allowed. @defaultValue `['cache']` */
  readonly clearSiteData?: readonly ('cache' | 'storage' | 'executionContexts')[] | undefined
  /** More parameters for the provider's logout, such as Auth0's `federated`; never taken from a request. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
}

/** Every option of `clientSession` that does not depend on the number of providers. */
export interface SharedOptions<Api extends string = never, User = UserProfile>
  extends LoginRequestOptions,
    FetchOptions {
  /**
   * With several issuers, returns the configured issuer that this request belongs to, for example per tenant. A session
   * of another issuer is not a login for this request.
   */
  readonly selectIssuer?: ((req: IncomingMessage) => string) | undefined
  /** The app's public URL. With several, the one that has the host of the request is used. */
  readonly baseUrl: string | readonly string[] | undefined
  /** At least 32 bytes each. The first one signs and encrypts; all are accepted. */
  readonly secret: string | readonly string[] | undefined
  /** express-session's options; without a `store`, sessions live in the memory of this process. */
  readonly session?: SessionOptions | undefined
  /** Required if the option `session.store` is set, or if the app has mounted express-session itself. */
  readonly coordination?: Coordination | 'single-process' | undefined
  /** Time limit in seconds for each operation of store and coordination. @defaultValue 2 */
  readonly storeTimeout?: number | undefined
  readonly limits?: LimitOptions | undefined
  readonly profile?: ProfileOptions<User> | undefined
  /**
   * Called with each login before its session exists. It can refuse the login with `throw new LoginRejected()`, or
   * redirect the user to another page below `baseUrl`. Any other exception causes a 500, and no session is created.
   */
  readonly onLogin?: OnLogin<User> | undefined
  /** Exact origins that `returnTo` may use after login and logout, in addition to `baseUrl`. */
  readonly allowedReturnOrigins?: readonly string[] | undefined
  /**
   * Parameters that `GET /login` may pass on to the provider, each with its allowed values or a function that checks them:
   * `{ screen_hint: ['signup'] }`. Parameters of the protocol aren't allowed.
   */
  readonly loginParameters?: LoginParameters | undefined
  /** The APIs that access tokens may be sent to, by names that you choose. */
  readonly apis?: { readonly [name in Api]: ApiOptions } | undefined
  readonly routes?: RouteOptions | undefined
  /** How the provider responds: in the query, with a form over https, or in one of these ways with a signed JWT (JARM). @defaultValue `'query'` */
  readonly responseMode?: 'query' | 'form_post' | 'query.jwt' | 'form_post.jwt' | undefined
  /** How many seconds clocks may differ. @defaultValue 30 */
  readonly clockTolerance?: number | undefined
  /** Every request needs a login. @defaultValue `false` */
  readonly loginRequired?: boolean | undefined
  readonly logout?: LogoutOptions | undefined
}

/** One provider; its credentials are set next to `issuer`. */
export interface SingleProviderOptions extends ClientCredentials {
  /** The provider's issuer identifier, compared byte for byte. */
  readonly issuer: string | undefined
}

/** Several providers, each with its own credentials. A login uses the first, or the one that `selectIssuer` returns. */
export interface SeveralProvidersOptions extends Readonly<Partial<Record<keyof ClientCredentials, undefined>>> {
  readonly issuer: ProviderOptions | readonly ProviderOptions[]
}

export type ClientSessionOptions<Api extends string = never, User = UserProfile> = SharedOptions<Api, User> &
  (SingleProviderOptions | SeveralProvidersOptions)
