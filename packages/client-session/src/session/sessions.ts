import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError, publish } from '@tandem-auth/tokens'
import { type AccessTokens, createAccessTokens } from '../access-tokens/access-tokens.js'
import { createRefresh } from '../access-tokens/refresh.js'
import { createTokenVault } from '../access-tokens/token-vault.js'
import { createActiveSessions } from '../login-state/active-sessions.js'
import { createSessionEndings, type EndedLogin } from '../login-state/end-session.js'
import {
  createLoginIndex,
  createLoginRecords,
  noSidIndexKey,
  sidIndexKey,
  subjectIndexKey,
} from '../login-state/login-records.js'
import { createLogoutTimes } from '../login-state/logout-times.js'
import { sessionLimits } from '../login-state/session-limits.js'
import { createSessionList, type SessionList } from '../login-state/session-list.js'
import { type SessionRecord, sessionRecordOf } from '../login-state/session-record.js'
import type { Coordination } from '../storage/coordination.js'
import { withDeadline } from '../storage/deadline.js'
import type { KeyRing } from '../storage/key-ring.js'
import { singleProcessCoordination } from '../storage/session-store-coordination.js'
import { createSessionStart, type Login } from './begin-session.js'
import { createSessionMount, type SessionRequest } from './express-session.js'
import type { GuardedStore } from './guarded-store.js'
import { createSessionStores, type SessionStores } from './guarded-stores.js'
import { parseSessionConfig } from './session-config.js'
import type { SessionOptions, SessionStore } from './session-options.js'

export type { AccessTokens } from '../access-tokens/access-tokens.js'
export type { RefreshedTokens, RefreshTokens } from '../access-tokens/refresh.js'
export type { EndedLogin } from '../login-state/end-session.js'
export type { SessionInfo, SessionList, Subject } from '../login-state/session-list.js'
export type { Login } from './begin-session.js'

export interface SessionsConfig {
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

export interface Sessions<User> {
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
  /** Learns where the app keeps its sessions, from a request that is answered without one. */
  learnStore(req: IncomingMessage): void
  /**
   * Begins a logged-in session under a new session id; everything is saved when it resolves.
   * @throws `ERR_LOGIN_OVERTAKEN` when a logout of this subject or `sid` arrived since `startedAt`, `ERR_SESSION_STORE`
   */
  begin(req: IncomingMessage, login: Login<User>): Promise<SessionRecord<User>>
  /** Ends the login of this request, which has no session from then on. */
  end(req: IncomingMessage): Promise<EndedLogin | undefined>
  /**
   * Resolves to the sessions that ended; logins of this `sid` that are under way lose. With `sub`, those of that subject
   * end, too, whose ID token named no `sid`.
   */
  endBySid(iss: string, sid: string, sub?: string): Promise<readonly EndedLogin[]>
  /** Resolves to the sessions that ended; logins of this subject that are under way lose. */
  endBySubject(iss: string, sub: string): Promise<readonly EndedLogin[]>
  /** A new session id for the same login, say after a second factor. */
  renewSessionId(req: IncomingMessage): Promise<void>
  /** `true` for exactly one of any number of callers with this key; `ttl` in seconds. */
  useOnce(kind: 'state' | 'jti', key: string, ttl: number): Promise<boolean>
  /** Gives a key free again: what it was taken for could not be done. */
  release(kind: 'jti', key: string): Promise<void>
  readonly tokens: AccessTokens<User>
  readonly sessions: SessionList<User>
  /** Takes our listeners off the store. */
  close(): void
}

export function createSessions<User>(config: SessionsConfig): Sessions<User> {
  const { keys, storeTimeout } = config
  const { cookieName, options, store, appSession, ...sessionConfig } = parseSessionConfig(config)
  let appStore: SessionStore | undefined
  const coordination = withDeadline(
    sessionConfig.coordination === 'single-process'
      ? singleProcessCoordination(() => appStore ?? store)
      : sessionConfig.coordination,
    storeTimeout,
  )
  const limits = sessionLimits(config.idleTimeout, config.absoluteTimeout)
  const activeSessions = createActiveSessions(coordination, limits)
  const loginRecords = createLoginRecords(coordination, keys)
  const names = createLoginIndex(coordination)
  const vault = createTokenVault(coordination, keys)
  const logoutTimes = createLogoutTimes(coordination)
  const stores: SessionStores = createSessionStores({
    activeSessions,
    limits,
    storeTimeout,
    endDeadRow: (sessionId, loginId) => endings.endDeadRow(sessionId, loginId),
    forget: (loginId) => endings.forget(loginId),
  })
  const endings = createSessionEndings({ loginRecords, names, vault, activeSessions, destroyRow: stores.destroyRow })
  const { idleTimeout, maxSessions } = config
  const index = createSessionList<User>({
    loginRecords,
    names,
    activeSessions,
    endings,
    keys,
    idleTimeout,
    maxSessions,
  })
  const logins = createSessionStart<User>({
    loginRecords,
    names,
    vault,
    activeSessions,
    logoutTimes,
    limits,
    endings,
    endOldest: index.endOldest,
  })
  const refresh = createRefresh({
    vault,
    coordination,
    async onRefused(loginId) {
      const ended = config.refusedRefreshEndsSession ? await endings.endLogin(loginId) : undefined
      if (ended) publish('session.revoked', () => ({ issuer: ended.iss, sessions: 1, by: 'refused refresh' }))
    },
  })
  const mount = createSessionMount({
    cookieName,
    secureCookies: config.secureCookies,
    options,
    cookieKeys: keys.keys('session cookie').map(({ key }) => key),
    store: stores.guard(store, 'ours'),
  })

  function guardAppStore(req: SessionRequest): GuardedStore {
    if (appSession === 'refuse') throw new AuthError('ERR_SESSION_TWICE')
    if (appSession === 'needs coordination') throw new AuthError('ERR_COORDINATION_REQUIRED')
    appStore = req.sessionStore as SessionStore
    return stores.guard(appStore, 'any')
  }

  async function adopt(req: SessionRequest): Promise<void> {
    const guarded = guardAppStore(req)
    req.sessionStore = guarded
    const record = sessionRecordOf(req.session?.tandem)
    if (record === undefined || (await guarded.isActive(req.sessionID, record))) return
    await new Promise<void>((resolve, reject) => {
      guarded.regenerate(req as never, (error?: unknown) => (error ? reject(error) : resolve()))
    })
  }

  async function endNamed(name: string): Promise<readonly EndedLogin[]> {
    await logoutTimes.leave(name, Date.now() / 1000)
    return endings.endNamed(name)
  }

  return {
    cookieName,
    load(req, res, done) {
      const request = req as SessionRequest
      const finish = (error: unknown) => {
        const record = error === undefined ? sessionRecordOf(request.session?.tandem) : undefined
        done(error, record as SessionRecord<User> | undefined)
      }
      if (stores.isGuarded(request.sessionStore)) return finish(undefined)
      if (request.session !== undefined) return void adopt(request).then(() => finish(undefined), finish)
      // Behind an express-session of the app that has lost its store, everybody would be anonymous.
      if (appStore !== undefined) return finish(new AuthError('ERR_SESSION_STORE'))
      mount(request, res, finish)
    },
    learnStore(req) {
      const request = req as SessionRequest
      if (request.session !== undefined && !stores.isGuarded(request.sessionStore)) guardAppStore(request)
    },
    begin: (req, login) => logins.begin(req as SessionRequest, login),
    async end(req) {
      const request = req as SessionRequest
      const record = sessionRecordOf(request.session?.tandem)
      if (record === undefined) return undefined
      const ended = await endings.endLogin(record.loginId, request.sessionID)
      delete request.session
      return ended
    },
    async endBySid(iss, sid, sub) {
      const ended = await endNamed(sidIndexKey(iss, sid))
      return sub === undefined ? ended : [...ended, ...(await endNamed(noSidIndexKey(iss, sub)))]
    },
    endBySubject: (iss, sub) => endNamed(subjectIndexKey(iss, sub)),
    renewSessionId: (req) => logins.renewSessionId(req as SessionRequest),
    useOnce: (kind, key, ttl) => coordination.setIfAbsent(onceKey(kind, key), '1', ttl),
    async release(kind, key) {
      await coordination.take(onceKey(kind, key))
    },
    tokens: createAccessTokens<User>(vault, refresh),
    sessions: index,
    close: stores.close,
  }
}

// A hash, since a state or a `jti` may be longer than a key.
function onceKey(kind: 'state' | 'jti', key: string): string {
  return `${kind}:${hash('sha256', key, 'base64url')}`
}
