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
  /** `GET` by the page of a browser app: who is logged in, as JSON. @defaultValue `false` */
  readonly session?: string | false | undefined
  /** Front-channel logout, by `iss` and `sid`. @defaultValue `false` */
  readonly frontchannelLogout?: string | false | undefined
}

/** When sessions end without anyone asking for it. */
export interface LimitOptions {
  /** Seconds without a request after which a session ends. @defaultValue 86400 */
  readonly idle?: number | undefined
  /** Seconds after login at which a session ends. @defaultValue 604800 */
  readonly absolute?: number | undefined
  /** Sessions that one user may have; the oldest ends when there are more. */
  readonly perUser?: number | undefined
  /** A refused refresh token ends the session, not only its tokens. @defaultValue `false` */
  readonly endOnRefusedRefresh?: boolean | undefined
}

/** What a logout does besides ending the session here. */
export interface LogoutOptions {
  /** Ends the session at the provider too, where it can. @defaultValue `true` */
  readonly provider?: boolean | undefined
  /** Stores the raw ID token, encrypted: `'auto'` only for a provider whose logout requires it. @defaultValue `'auto'` */
  readonly keepIdToken?: boolean | 'auto' | undefined
  /** What a browser should clear at logout. Never `'cookies'`. @defaultValue `['cache']` */
  readonly clearSiteData?: readonly ('cache' | 'storage' | 'executionContexts')[] | undefined
  /** More parameters for the provider's logout, such as Auth0's `federated`; never taken from a request. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
}

/** Every option of `clientSession` that does not depend on the number of providers. */
export interface SharedOptions<Api extends string = never, User = UserProfile>
  extends LoginRequestOptions,
    FetchOptions {
  /**
   * Returns the one of several configured issuers that this request belongs to, for example per tenant. A session of
   * another issuer is not a login for this request.
   */
  readonly selectIssuer?: ((req: IncomingMessage) => string) | undefined
  /** Where the app is reached; of several, the one with the host of the request. */
  readonly baseUrl: string | readonly string[] | undefined
  /** 32 bytes each at least; the first one signs and encrypts, all are accepted. */
  readonly secret: string | readonly string[] | undefined
  /** express-session's options; without a `store`, sessions live in the memory of this process. */
  readonly session?: SessionOptions | undefined
  /** Required with a `store` of yours, and with a `req.session` that the app has mounted. */
  readonly coordination?: Coordination | 'single-process' | undefined
  /** Seconds for each operation of store and coordination. @defaultValue 2 */
  readonly storeTimeout?: number | undefined
  readonly limits?: LimitOptions | undefined
  readonly profile?: ProfileOptions<User> | undefined
  /**
   * Called with each login before its session exists. Refuse it with `throw new LoginRejected()`, or send the user
   * somewhere else on `baseUrl`. Any other exception is a 500 and no session.
   */
  readonly onLogin?: OnLogin<User> | undefined
  /** Exact origins, besides `baseUrl`, that `returnTo` may name after login and logout. */
  readonly allowedReturnOrigins?: readonly string[] | undefined
  /**
   * Parameters that `GET /login` may hand on to the provider, each with the values that it may have, or a check of them:
   * `{ screen_hint: ['signup'] }`. Never a parameter of the protocol's own.
   */
  readonly loginParameters?: LoginParameters | undefined
  /** Where access tokens may go, by names of your own. */
  readonly apis?: { readonly [name in Api]: ApiOptions } | undefined
  readonly routes?: RouteOptions | undefined
  /** How the provider responds: in the query, by a form over https, or by one of these in a signed JWT (JARM). @defaultValue `'query'` */
  readonly responseMode?: 'query' | 'form_post' | 'query.jwt' | 'form_post.jwt' | undefined
  /** Seconds by which clocks may differ. @defaultValue 30 */
  readonly clockTolerance?: number | undefined
  /** Every request needs a login. @defaultValue `false` */
  readonly loginRequired?: boolean | undefined
  readonly logout?: LogoutOptions | undefined
}

/** One provider, whose credentials stand beside its issuer. */
export interface SingleProviderOptions extends ClientCredentials {
  /** The provider's issuer identifier, compared byte for byte. */
  readonly issuer: string | undefined
}

/** Providers that each bring their own credentials. A login uses the first, or the one that `selectIssuer` returns. */
export interface SeveralProvidersOptions extends Readonly<Partial<Record<keyof ClientCredentials, undefined>>> {
  readonly issuer: ProviderOptions | readonly ProviderOptions[]
}

export type ClientSessionOptions<Api extends string = never, User = UserProfile> = SharedOptions<Api, User> &
  (SingleProviderOptions | SeveralProvidersOptions)
