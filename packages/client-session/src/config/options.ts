import type { IncomingMessage } from 'node:http'
import type { FetchOptions } from '@tandem-auth/tokens'
import type { ApiOptions } from '../access-tokens/api-options.js'
import type { ProfileOptions, UserProfile } from '../login-state/user-profile.js'
import type { IssuerOptions, ProviderOptions } from '../provider/provider-options.js'
import type { SessionOptions } from '../session/session-options.js'
import type { Coordination } from '../storage/coordination.js'

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
  /** Seconds by which clocks may differ. @defaultValue 30 */
  readonly clockTolerance?: number | undefined
  /** Every request needs a login. @defaultValue `false` */
  readonly loginRequired?: boolean | undefined
  /** End the session at the provider too. @defaultValue `true` */
  readonly idpLogout?: boolean | undefined
  /** What a browser should clear at logout. Never `'cookies'`. @defaultValue `['cache']` */
  readonly clearSiteData?: readonly ('cache' | 'storage' | 'executionContexts')[] | undefined
}
