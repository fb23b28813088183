import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Coordination } from './coordination/coordination.js'
import type { KeyRing } from './key-ring.js'
import type { SessionOptions } from './session-options.js'
import type { SessionRecord } from './session-record.js'
import type { TokenSet } from './token-set.js'

export interface SessionKeeperConfig {
  readonly secureCookies: boolean
  readonly keys: KeyRing
  /** `undefined`: the app's own `req.session` is used where there is one, else express-session with a store in memory. */
  readonly session?: SessionOptions | undefined
  readonly coordination?: Coordination | 'single-process' | undefined
  /** Seconds, for each operation of the store and of coordination. */
  readonly storeTimeout: number
  /** Seconds. */
  readonly idleTimeout: number
  /** Seconds. */
  readonly absoluteTimeout: number
  /** Sessions of one subject at once; the oldest end when there are more. */
  readonly maxSessions?: number | undefined
  /** A refused refresh token ends the session too, not only its tokens. */
  readonly refusedRefreshEndsSession?: boolean | undefined
}

export interface Subject {
  readonly iss: string
  readonly sub: string
}

/** What a callback has established and a session is begun from. */
export interface Login<User> extends Subject {
  readonly sid?: string | undefined
  /** Epoch seconds. */
  readonly authTime: number
  readonly user: User
  /** Epoch seconds of the login attempt, with fractions (`Date.now() / 1000`): a logout that came later wins. */
  readonly startedAt: number
  /** Epoch seconds: the provider's own limit for this session. */
  readonly expiresAt?: number | undefined
  /** By API name; `''` where there are no APIs. */
  readonly tokens: Readonly<Record<string, TokenSet>>
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
  readonly meta?: { readonly userAgent?: string | undefined; readonly ip?: string | undefined } | undefined
}

/** What a session that has ended leaves for revocation and for the provider's logout address. */
export interface EndedGrant extends Subject {
  readonly grantId: string
  readonly sid?: string | undefined
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
}

export interface SessionKeeper<User> {
  /** Name of the session cookie where this package mounts express-session. */
  readonly cookieName: string
  /**
   * Mounts express-session or uses the app's `req.session`, and tells who is logged in: the record, `undefined` for
   * nobody, or an error: 503 `ERR_SESSION_STORE`, 500 `ERR_SESSION_TWICE`, 500 `ERR_COORDINATION_REQUIRED`.
   */
  load(
    req: IncomingMessage,
    res: ServerResponse,
    done: (error: unknown, record: SessionRecord<User> | undefined) => void,
  ): void
  /**
   * Begins a logged-in session under a new session id; everything is saved when it resolves.
   * @throws `ERR_LOGIN_OVERTAKEN` when a logout of this subject or `sid` arrived since `startedAt`, `ERR_SESSION_STORE`
   */
  begin(req: IncomingMessage, login: Login<User>): Promise<SessionRecord<User>>
  /** Ends the session of this request, and leaves an empty one in its place. */
  end(req: IncomingMessage): Promise<EndedGrant | undefined>
  endGrant(grantId: string): Promise<EndedGrant | undefined>
  /** Resolves to the number of sessions that ended; logins of this `sid` that are under way lose. */
  endBySid(iss: string, sid: string): Promise<number>
  /** Resolves to the number of sessions that ended; logins of this subject that are under way lose. */
  endBySubject(iss: string, sub: string): Promise<number>
  /** A new session id for the same login, say after a second factor. */
  renewSessionId(req: IncomingMessage): Promise<void>
  /** `true` for exactly one of any number of callers with this key; `ttl` in seconds. */
  useOnce(kind: 'state' | 'jti', key: string, ttl: number): Promise<boolean>
  readonly tokens: TokenKeeper<User>
  readonly sessions: SessionIndex<User>
  close(): void
}

/**
 * Asks the provider for new tokens: for one API, with the session's refresh token. Throws an `AuthError` 401 when the
 * provider refuses the refresh token, anything else when it couldn't be asked.
 */
export type RefreshGrant = (refreshToken: string, api: string) => Promise<RefreshedTokens>

export interface RefreshedTokens {
  readonly tokens: TokenSet
  /** The rotated refresh token; `undefined` keeps the one that is there. */
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
}

export interface TokenKeeper<User> {
  /**
   * A token for this API that is good for a while, refreshed when due, by one caller among all processes.
   * @throws `ERR_LOGIN_REQUIRED`, `ERR_REFRESH_BUSY`, `ERR_SESSION_STORE`, what `refreshGrant` throws
   */
  accessToken(record: SessionRecord<User>, api: string, refreshGrant: RefreshGrant): Promise<string>
  /** The same, refreshed now: by somebody else, if that happens while this call waits. */
  refresh(record: SessionRecord<User>, api: string, refreshGrant: RefreshGrant): Promise<string>
}

export interface SessionInfo {
  /** Public name of the session: neither the session id nor the grant id can be had from it. */
  readonly handle: string
  readonly current: boolean
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds, a minute exact. */
  readonly lastSeen: number
  readonly userAgent?: string
  readonly ip?: string
}

export interface SessionIndex<User> {
  /** The sessions of a subject, newest first; a record's own is marked `current`. */
  list(of: SessionRecord<User> | Subject): Promise<readonly SessionInfo[]>
  /** Ends one of the subject's own sessions; `undefined` when there is none of this handle. */
  revoke(of: SessionRecord<User> | Subject, handle: string): Promise<EndedGrant | undefined>
  /** Ends all sessions of the subject but this one. */
  revokeOthers(of: SessionRecord<User>): Promise<readonly EndedGrant[]>
}
