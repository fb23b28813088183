import { randomBytes } from 'node:crypto'
import { AuthError } from '@tandem-auth/tokens'
import type { ApiDigestOf } from '../access-tokens/api-digest.js'
import { storedToken, type TokenSet, type TokenVault } from '../access-tokens/token-vault.js'
import type { ActiveSessions } from '../login-state/active-sessions.js'
import type { EndSession } from '../login-state/end-session.js'
import {
  indexKeysOf,
  type LoginIndex,
  type LoginNames,
  type LoginRecord,
  type LoginRecords,
} from '../login-state/login-records.js'
import type { LogoutTimes } from '../login-state/logout-times.js'
import { type SessionLimits, secondsToKeepLogin } from '../login-state/session-limits.js'
import type { AnsweredStep, SessionRecord, SessionRecords } from '../login-state/session-record.js'
import type { StoreClock } from '../storage/store-clock.js'
import type { SessionRequest } from './express-session.js'
import { type PreviousSession, replaceSession, saveSession } from './replace-session.js'
import { undoLogin } from './undo-login.js'

/** What a callback has established and a session begins from. */
export interface Login<User> {
  readonly iss: string
  /** The client that the ID token was issued to. */
  readonly clientId: string
  readonly sub: string
  readonly sid?: string | undefined
  /** Epoch seconds. */
  readonly authTime: number
  readonly acr?: string | undefined
  readonly user: User
  /** What an API had asked for, where this login answers that. */
  readonly step?: AnsweredStep | undefined
  /** Epoch seconds of the login attempt by the store's clock (`Sessions.now`): a later logout wins. */
  readonly startedAt: number
  /** Epoch seconds: the provider's own limit for this session. */
  readonly expiresAt?: number | undefined
  /** By API name; `''` where there are no APIs. */
  readonly tokens: Readonly<Record<string, TokenSet>>
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
  /** The private key that the tokens are bound to. */
  readonly dpopKey?: string | undefined
  readonly meta?: { readonly userAgent?: string | undefined; readonly ip?: string | undefined } | undefined
}

export interface BeginSessionDeps {
  readonly loginRecords: LoginRecords
  readonly loginIndex: LoginIndex
  readonly vault: TokenVault
  readonly activeSessions: ActiveSessions
  readonly logoutTimes: LogoutTimes
  readonly limits: SessionLimits
  readonly clock: StoreClock
  readonly records: SessionRecords
  readonly apiDigestOf: ApiDigestOf
  readonly endings: EndSession
  /** Ends the oldest sessions of the subject when it has too many. */
  readonly endOldest: (login: LoginNames) => Promise<void>
}

/** Begins a logged-in session under a new session id; everything is stored when it resolves. */
export type BeginSession<User> = (req: SessionRequest, login: Login<User>) => Promise<SessionRecord<User>>

export function createBeginSession<User>(deps: BeginSessionDeps): BeginSession<User> {
  const { limits, clock, endings } = deps

  return async function beginSession(req, login) {
    const now = await clock.now()
    const endsAt = Math.min(now + limits.absoluteTimeout, login.expiresAt ?? Number.POSITIVE_INFINITY)
    if (endsAt <= now) throw new AuthError('ERR_LOGIN_REQUIRED')
    const record = newRecord(login, now)
    await replaceSession(req, deps.records, async (previous, store) => {
      const loginRecord = newLoginRecord(login, req.sessionID, now, endsAt)
      try {
        await storeLogin(deps, record.loginId, loginRecord, login)
        // The index names the login already: a logout either finds it there, or has left its time by now.
        await Promise.all([
          saveSession(req, { ...dataToKeep(previous, login), tandem: record }),
          assertNotOvertaken(deps, loginRecord, login.startedAt),
        ])
        if (store.foundEnded(record)) throw new AuthError('ERR_LOGIN_OVERTAKEN')
        await Promise.all([endPrevious(endings, previous), deps.endOldest(login)])
      } catch (error) {
        await undoLogin(endings, record.loginId, req.sessionID)
        throw error
      }
    })
    return record
  }
}

function newRecord<User>(login: Login<User>, now: number): SessionRecord<User> {
  const { iss, clientId, sub, sid, authTime, acr, step, user } = login
  const loginId = randomBytes(24).toString('base64url')
  const optional = { ...(sid !== undefined && { sid }), ...(acr !== undefined && { acr }), ...(step && { step }) }
  return { v: 1, loginId, iss, clientId, sub, ...optional, authTime, createdAt: Math.floor(now), user }
}

function newLoginRecord(login: Login<unknown>, sessionId: string, now: number, endsAt: number): LoginRecord {
  const { iss, clientId, sub, sid, meta } = login
  // Browsers, and others, may send any length here.
  const userAgent = meta?.userAgent?.slice(0, 512)
  return { sessionIds: [sessionId], iss, clientId, sub, sid, createdAt: now, endsAt, userAgent, ip: meta?.ip }
}

async function storeLogin(
  deps: BeginSessionDeps,
  loginId: string,
  loginRecord: LoginRecord,
  login: Login<unknown>,
): Promise<void> {
  const { createdAt, endsAt } = loginRecord
  const ttl = secondsToKeepLogin(endsAt, deps.limits, createdAt)
  const keptUntil = createdAt + ttl
  // Token responses count from this machine's clock.
  const clockOffset = createdAt - Date.now() / 1000
  const tokens = Object.fromEntries(
    Object.entries(login.tokens).map(([api, tokenSet]) => [
      api,
      storedToken(tokenSet, deps.apiDigestOf(api), createdAt, clockOffset),
    ]),
  )
  const { iss, clientId, sub, refreshToken, idToken, dpopKey, step } = login
  const scopes = step?.scope === undefined ? undefined : { [step.api]: step.scope }
  await Promise.all([
    ...loginRecord.sessionIds.map((id) =>
      deps.activeSessions.begin(id, { loginId, lastSeen: createdAt, endsAt, keptUntil }),
    ),
    deps.vault.set(loginId, 0, { iss, clientId, sub, dpopKey, scopes, refreshToken, idToken, tokens, endsAt }, ttl),
    deps.loginRecords.set(loginId, 0, loginRecord, ttl),
  ])
  // Write the index last: an entry without its record counts as stale and is removed.
  await deps.loginIndex.add(loginId, loginRecord, ttl)
}

/** What a visitor had before the login stays for a first login and for the same user, never for another user. */
function dataToKeep(
  { record, data, isForeign }: PreviousSession,
  { iss, sub }: Login<unknown>,
): Readonly<Record<string, unknown>> {
  if (isForeign) return {}
  return record === undefined || (record.iss === iss && record.sub === sub) ? data : {}
}

async function assertNotOvertaken(
  { logoutTimes }: BeginSessionDeps,
  loginRecord: LoginRecord,
  startedAt: number,
): Promise<void> {
  const overtaken = await Promise.all(indexKeysOf(loginRecord).map((key) => logoutTimes.isAfter(key, startedAt)))
  if (overtaken.includes(true)) throw new AuthError('ERR_LOGIN_OVERTAKEN')
}

async function endPrevious(
  endings: EndSession,
  { record, sessionId, data, isForeign }: PreviousSession,
): Promise<void> {
  if (record !== undefined) await endings.endLogin(record.loginId, sessionId)
  // The session of a visitor about whom nothing is stored has no row.
  else if (isForeign || Object.keys(data).length > 0) await endings.endSession(sessionId)
}
