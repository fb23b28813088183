import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { publish } from '@tandem-auth/tokens'
import { type AccessTokens, createAccessTokens } from '../access-tokens/access-tokens.js'
import type { ApiConfig } from '../access-tokens/api-config.js'
import { apiDigests } from '../access-tokens/api-digest.js'
import { createRefresh, type RefreshTokens } from '../access-tokens/refresh.js'
import { createTokenVault } from '../access-tokens/token-vault.js'
import { createActiveSessions } from '../login-state/active-sessions.js'
import { createEndSession, type EndedLogin } from '../login-state/end-session.js'
import { createKeepLogin } from '../login-state/keep-login.js'
import {
  createLoginIndex,
  createLoginRecords,
  noSidIndexKey,
  sidIndexKey,
  subjectIndexKey,
} from '../login-state/login-records.js'
import { createLogoutTimes } from '../login-state/logout-times.js'
import { isIdle, secondsToKeepLogin, sessionLimits } from '../login-state/session-limits.js'
import { createSessionList, type SessionList } from '../login-state/session-list.js'
import { type ClientIdOf, createSessionRecords, isOwn, type SessionRecord } from '../login-state/session-record.js'
import type { Coordination } from '../storage/coordination.js'
import { withDeadline } from '../storage/deadline.js'
import type { KeyRing } from '../storage/key-ring.js'
import { coordinationIn } from '../storage/session-store-coordination.js'
import { createStoreClock, type StoreClock } from '../storage/store-clock.js'
import { createBeginSession, type Login } from './begin-session.js'
import { createSessionMount, type SessionRequest } from './express-session.js'
import { createGuardedStores } from './guarded-stores.js'
import { createLoadSession, type LoadSession } from './load-session.js'
import { createRenewSessionId } from './renew-session-id.js'
import { saveSession } from './replace-session.js'
import { parseSessionConfig } from './session-config.js'
import type { SessionOptions } from './session-options.js'
import { createRowStores } from './session-rows.js'

export interface SessionsConfig {
  readonly secureCookies: boolean
  /** Of the base URL, for the name of the cookie over http. */
  readonly port?: string | undefined
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
  /** The most sessions that one subject has at once; the oldest end when there are more. */
  readonly maxSessions?: number | undefined
  /** Whether a refused refresh token ends the session too, and not only its tokens. */
  readonly refusedRefreshEndsSession?: boolean | undefined
  readonly refreshTokens: RefreshTokens
  readonly apis: ReadonlyMap<string, ApiConfig>
  readonly clientIdOf: ClientIdOf
}

/** All logins of this app: who is logged in, since when, until when, and with which tokens. */
export interface Sessions<User> extends LoadSession<User>, SessionList<User> {
  /** Name of the session cookie where this package mounts express-session. */
  readonly cookieName: string
  /**
   * Begins a logged-in session under a new session id; everything is stored when it resolves.
   * @throws `ERR_LOGIN_OVERTAKEN` when a logout of this subject or `sid` arrived since `startedAt`, `ERR_SESSION_STORE`
   */
  begin(req: IncomingMessage, login: Login<User>): Promise<SessionRecord<User>>
  /** Ends the login of this request, which has no session from then on. */
  end(req: IncomingMessage): Promise<EndedLogin | undefined>
  /**
   * Resolves to the logins that ended; a login of this `sid` that is under way fails. With `sub`, logins of that subject
   * whose ID token had no `sid` end too.
   */
  endBySid(iss: string, sid: string, sub?: string): Promise<readonly EndedLogin[]>
  /**
   * Ends the logins of this `sid` and leaves no trace of an unknown one: for a request that anybody can send. A login that
   * is under way goes on.
   */
  endKnownSid(iss: string, sid: string): Promise<readonly EndedLogin[]>
  /** Resolves to the logins that ended; a login of this subject that is under way fails. */
  endBySubject(iss: string, sub: string): Promise<readonly EndedLogin[]>
  /** Whether a login still has a session that is neither ended nor over its limits. */
  isActive(loginId: string): Promise<boolean>
  /** Replaces the record of this request's session; it is stored when this resolves. */
  updateRecord(req: IncomingMessage, record: SessionRecord<User>): Promise<void>
  /** Gives the same login a new session id, for example after a second factor. */
  renewSessionId(req: IncomingMessage): Promise<void>
  /** `true` for exactly one of any number of callers with this key; `ttl` in seconds. */
  useOnce(kind: 'state', key: string, ttl: number): Promise<boolean>
  /**
   * Does the work unless it has been done under this key; resolves to `false` then. The key counts as used only once the
   * work has succeeded: the same call again after a failure does the work. `ttl` in seconds.
   */
  doOnce(kind: 'jti', key: string, ttl: number, work: () => Promise<unknown>): Promise<boolean>
  readonly tokens: AccessTokens
  /** Epoch seconds by the clock that all machines share. */
  readonly now: StoreClock['now']
  /** Removes our listeners from the store. */
  close(): void
}

export function createSessions<User>(config: SessionsConfig): Sessions<User> {
  const { keys, secureCookies, storeTimeout, maxSessions, refreshTokens, clientIdOf } = config
  const parsed = parseSessionConfig(config)
  const { cookieName, options, store, appSession } = parsed
  const limits = sessionLimits(config.idleTimeout, config.absoluteTimeout)
  const rowStores = createRowStores(store, limits, storeTimeout)
  const coordination = withDeadline(
    parsed.coordination === 'single-process' ? coordinationIn(rowStores.current) : parsed.coordination,
    storeTimeout,
  )
  const clock = createStoreClock(coordination)
  const activeSessions = createActiveSessions(coordination, clock, limits)
  const loginRecords = createLoginRecords(coordination, keys, clientIdOf)
  const loginIndex = createLoginIndex(coordination)
  const vault = createTokenVault(coordination, keys, (owner) => isOwn(owner, clientIdOf))
  const logoutTimes = createLogoutTimes(coordination)
  const { destroyRow } = rowStores
  const endings = createEndSession({ loginRecords, loginIndex, vault, activeSessions, destroyRow })
  const records = createSessionRecords(clientIdOf)
  const apiDigestOf = apiDigests(config.apis)
  const state = { loginRecords, loginIndex, activeSessions, records, endings, limits, clock }
  const keepLogin = createKeepLogin({ loginRecords, loginIndex, vault, endings })
  const stores = createGuardedStores({ rowStores, activeSessions, limits, records, endings, keepLogin })
  const { endOldest, ...list } = createSessionList<User>({ ...state, clientIdOf, maxSessions })
  const beginSession = createBeginSession<User>({ ...state, vault, logoutTimes, apiDigestOf, endOldest })
  const renewSessionId = createRenewSessionId(state)
  const refresh = createRefresh({
    ...{ vault, coordination, refreshTokens, clock },
    secondsToKeep: (endsAt, now) => secondsToKeepLogin(endsAt, limits, now),
    async onRefused(loginId) {
      const ended = config.refusedRefreshEndsSession ? await endings.endLogin(loginId) : undefined
      if (ended) publish('session.revoked', () => ({ issuer: ended.iss, sessions: 1, by: 'refused refresh' }))
    },
  })
  const mount = createSessionMount({
    ...{ cookieName, secureCookies, options },
    cookieKeys: keys.keys('session cookie').map(({ key }) => key),
    store: stores.guard(store, 'ours'),
  })

  async function endIndexed(indexKey: string): Promise<readonly EndedLogin[]> {
    await logoutTimes.record(indexKey, await clock.now())
    return endings.endIndexed(indexKey)
  }

  return {
    cookieName,
    ...createLoadSession<User>({ stores, mount, records, appSession }),
    ...list,
    begin: (req, login) => beginSession(req as SessionRequest, login),
    async end(req) {
      const request = req as SessionRequest
      const record = records.own(request.session?.tandem)
      if (record === undefined) return undefined
      const ended = await endings.endLogin(record.loginId, request.sessionID)
      delete request.session
      return ended
    },
    async endBySid(iss, sid, sub) {
      const clientId = clientIdOf(iss)
      if (clientId === undefined) return []
      const ended = await endIndexed(sidIndexKey({ iss, clientId }, sid))
      return sub === undefined ? ended : [...ended, ...(await endIndexed(noSidIndexKey({ iss, clientId, sub })))]
    },
    async endKnownSid(iss, sid) {
      const clientId = clientIdOf(iss)
      if (clientId === undefined) return []
      return endings.endIndexed(sidIndexKey({ iss, clientId }, sid))
    },
    async endBySubject(iss, sub) {
      const clientId = clientIdOf(iss)
      return clientId === undefined ? [] : endIndexed(subjectIndexKey({ iss, clientId, sub }))
    },
    async isActive(loginId) {
      const sessionIds = (await loginRecords.get(loginId))?.content.sessionIds ?? []
      const found = await Promise.all(sessionIds.map((sessionId) => activeSessions.read(sessionId)))
      return found.some(
        (session) =>
          session !== undefined && session.readAt < session.endsAt && !isIdle(session, limits, session.readAt),
      )
    },
    updateRecord: (req, record) => saveSession(req as SessionRequest, { tandem: record }),
    renewSessionId: (req) => renewSessionId(req as SessionRequest),
    useOnce: (kind, key, ttl) => coordination.setIfAbsent(onceKey(kind, key), '1', ttl),
    async doOnce(kind, key, ttl, work) {
      if ((await coordination.get(onceKey(kind, key))) !== undefined) return false
      await work()
      await coordination.setIfAbsent(onceKey(kind, key), '1', ttl)
      return true
    },
    tokens: createAccessTokens({ vault, refresh, apiDigestOf, clock }),
    now: clock.now,
    close: stores.close,
  }
}

// A hash, since a state or a `jti` may be longer than a key.
function onceKey(kind: 'state' | 'jti', key: string): string {
  return `${kind}:${hash('sha256', key, 'base64url')}`
}
