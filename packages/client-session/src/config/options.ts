import type { IncomingMessage } from 'node:http'
import type { FetchOptions, PrivateKeyInput } from '@tandem-auth/tokens'
import type { ProfileOptions, UserProfile } from '../login-state/user-profile.js'
import type { SessionOptions } from '../session/session-options.js'
import type { Coordination } from '../storage/coordination.js'

/** An API that this app calls with an access token of the user. */
export interface ApiOptions {
  /** Where it is; its tokens go to this origin, at or below this path, and nowhere else. */
  readonly url: string
  /** Auth0's parameter `audience`. */
  readonly audience?: string | undefined
  /** The resource indicator (RFC 8707). */
  readonly resource?: string | undefined
  readonly scopes?: readonly string[] | undefined
}

export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'

/** What belongs to one provider. With several, each may have its own. */
export interface ProviderOptions {
  /** @defaultValue `CLIENT_ID` */
  readonly clientId?: string | undefined
  /** @defaultValue `CLIENT_SECRET` */
  readonly clientSecret?: string | undefined
  /** @defaultValue `'client_secret_basic'` when there is a secret */
  readonly clientAuthentication?: ClientAuthentication | undefined
  /** For `private_key_jwt` and `signedRequestObject`. */
  readonly privateKey?: PrivateKeyInput | undefined
  /** `openid` and what else; the scopes of `apis` are added. @defaultValue `'openid profile email'` */
  readonly scope?: string | undefined
  /** More parameters for the authorization request; never taken from a request. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined
  /** Pushes the authorization request (RFC 9126). By default where the provider requires it. */
  readonly pushedAuthorizationRequest?: boolean | undefined
  /** Signs the authorization request with `privateKey` (RFC 9101). */
  readonly signedRequestObject?: boolean | undefined
  /** The one algorithm of ID tokens and logout tokens. @defaultValue `'RS256'` */
  readonly idTokenAlgorithm?: string | undefined
  /** The metadata itself: then it isn't fetched. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** Instead of the metadata's `jwks_uri`. */
  readonly jwksUri?: string | undefined
  /** Stores the raw ID token, encrypted: `'auto'` only for a provider whose logout can't do without. @defaultValue `'auto'` */
  readonly keepIdToken?: boolean | 'auto' | undefined
}

/** One of several providers; what is left out is as in the options around it. */
export interface IssuerOptions extends ProviderOptions {
  readonly issuer: string
}

/** Paths below the one of `baseUrl`; `false` turns a route off. */
export interface RouteOptions {
  /** @defaultValue `'/login'` */
  readonly login?: string | false | undefined
  /** @defaultValue `'/callback'` */
  readonly callback?: string | undefined
  /** @defaultValue `'/logout'` */
  readonly logout?: string | false | undefined
  /** @defaultValue `'/backchannel-logout'` */
  readonly backchannelLogout?: string | false | undefined
  /** Front-channel logout, by `iss` and `sid`. @defaultValue `false` */
  readonly frontchannelLogout?: string | false | undefined
}

export interface ClientSessionOptions<Api extends string = never, User = UserProfile>
  extends ProviderOptions,
    FetchOptions {
  /** Compared byte for byte. Several: the first one, or the one that `selectIssuer` names. @defaultValue `ISSUER_BASE_URL` */
  readonly issuer?: string | IssuerOptions | readonly IssuerOptions[] | undefined
  /** Names one of several configured issuers for a request, say by its tenant. */
  readonly selectIssuer?: ((req: IncomingMessage) => string) | undefined
  /** Where the app is reached; several: the one with the host of the request. @defaultValue `BASE_URL` */
  readonly baseUrl?: string | readonly string[] | undefined
  /** 32 bytes each at least; the first writes, all of them read. @defaultValue `SESSION_SECRET` */
  readonly secret?: string | readonly string[] | undefined
  /** express-session's options; without a `store`, sessions live in the memory of this process. */
  readonly session?: (SessionOptions & { readonly secret?: string | readonly string[] | undefined }) | undefined
  /** Required with a `store` of yours and with a `req.session` that the app has mounted. */
  readonly coordination?: Coordination | 'single-process' | undefined
  /** Seconds for each operation of store and coordination. @defaultValue 2 */
  readonly storeTimeout?: number | undefined
  /** Seconds without a request after which a session ends. @defaultValue 86400 */
  readonly idleTimeout?: number | undefined
  /** Seconds after login at which a session ends. @defaultValue 604800 */
  readonly absoluteTimeout?: number | undefined
  /** Sessions of one user at once; the oldest ends when there are more. */
  readonly maxSessions?: number | undefined
  /** A refused refresh token ends the session, not only its tokens. @defaultValue `false` */
  readonly refusedRefreshEndsSession?: boolean | undefined
  readonly profile?: ProfileOptions<User> | undefined
  /** Where access tokens may go, by names of your own. */
  readonly apis?: { readonly [name in Api]: ApiOptions } | undefined
  readonly routes?: RouteOptions | undefined
  /** @defaultValue `'query'` */
  readonly responseMode?: 'query' | 'form_post' | undefined
  /** Seconds by which clocks may differ. @defaultValue 5 */
  readonly clockTolerance?: number | undefined
  /** Every request needs a login. @defaultValue `false` */
  readonly loginRequired?: boolean | undefined
  /** End the session at the provider too. @defaultValue `true` */
  readonly idpLogout?: boolean | undefined
  /** What a browser should clear at logout. Never `'cookies'`. @defaultValue `['cache']` */
  readonly clearSiteData?: readonly ('cache' | 'storage' | 'executionContexts')[] | undefined
}
