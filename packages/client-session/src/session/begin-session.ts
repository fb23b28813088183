import { randomBytes } from 'node:crypto'
import { AuthError } from '@tandem-auth/tokens'
import type { TokenSet } from '../access-tokens/token-set.js'
import { storedToken, type TokenVault } from '../access-tokens/token-vault.js'
import type { ActiveSessions } from '../login-state/active-sessions.js'
import type { SessionEndings } from '../login-state/end-session.js'
import { indexKeysOf, type LoginIndex, type LoginRecord, type LoginRecords } from '../login-state/login-records.js'
import type { LogoutTimes } from '../login-state/logout-times.js'
import type { SessionLimits } from '../login-state/session-limits.js'
import type { SessionRecord } from '../login-state/session-record.js'
import type { SessionRequest } from './express-session.js'
import { type PreviousSession, replaceSession, saveSession } from './replace-session.js'

/** What a callback has established and a session is begun from. */
export interface Login<User> {
  readonly iss: string
  readonly sub: string
  readonly sid?: string | undefined
  /** Epoch seconds. */
  readonly authTime: number
  readonly acr?: string | undefined
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

export interface BeginSessionDeps {
  readonly loginRecords: LoginRecords
  readonly names: LoginIndex
  readonly vault: TokenVault
  readonly activeSessions: ActiveSessions
  readonly logoutTimes: LogoutTimes
  readonly limits: SessionLimits
  readonly endings: SessionEndings
  /** Ends the oldest sessions of the subject when it has too many. */
  readonly endOldest: (iss: string, sub: string) => Promise<void>
}

export interface SessionStart<User> {
  begin(req: SessionRequest, login: Login<User>): Promise<SessionRecord<User>>
  renewSessionId(req: SessionRequest): Promise<void>
}

export function createSessionStart<User>(services: BeginSessionDeps): SessionStart<User> {
  const { activeSessions, limits, loginRecords, endings } = services

  async function begin(req: SessionRequest, login: Login<User>): Promise<SessionRecord<User>> {
    const now = Date.now() / 1000
    const endsAt = Math.min(now + limits.absoluteTimeout, login.expiresAt ?? Number.POSITIVE_INFINITY)
    if (endsAt <= now) throw new AuthError('ERR_LOGIN_REQUIRED')
    const record = newRecord(login, now)
    await replaceSession(req, async (previous) => {
      const loginRecord = newLoginRecord(login, req.sessionID, now, endsAt)
      try {
        await storeLoginRecord(services, record.loginId, loginRecord, login)
        await saveSession(req, { ...dataToKeep(previous, login), tandem: record })
        await assertNotOvertaken(services, req.sessionID, loginRecord, login.startedAt)
        await endPrevious(endings, previous)
        await services.endOldest(login.iss, login.sub)
      } catch (error) {
        await endings.endLogin(record.loginId, req.sessionID).catch(() => undefined)
        throw error
      }
    })
    return record
  }

  // Both session ids stand in the grant while it moves from one to the other: a logout meanwhile ends both.
  async function renewSessionId(req: SessionRequest): Promise<void> {
    await replaceSession(req, async ({ record, sessionId, data }) => {
      if (record === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
      const activeSession = await activeSessions.read(sessionId)
      if (activeSession === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
      await moveLoginRecord(loginRecords, record.loginId, [sessionId, req.sessionID])
      try {
        await activeSessions.begin(req.sessionID, { ...activeSession, lastSeen: Date.now() / 1000 })
        await saveSession(req, { ...data, tandem: record })
        await endings.endSession(sessionId)
        await moveLoginRecord(loginRecords, record.loginId, [req.sessionID])
      } catch (error) {
        await endings.endSession(req.sessionID).catch(() => undefined)
        throw error
      }
    })
  }

  return { begin, renewSessionId }
}

function newRecord<User>(login: Login<User>, now: number): SessionRecord<User> {
  const { iss, sub, sid, authTime, acr, user } = login
  const loginId = randomBytes(24).toString('base64url')
  const optional = { ...(sid !== undefined && { sid }), ...(acr !== undefined && { acr }) }
  return { v: 1, loginId, iss, sub, ...optional, authTime, createdAt: Math.floor(now), user }
}

function newLoginRecord(login: Login<unknown>, sessionId: string, now: number, endsAt: number): LoginRecord {
  const { iss, sub, sid, meta } = login
  // A browser sends what it likes here.
  const userAgent = meta?.userAgent?.slice(0, 512)
  return { sessionIds: [sessionId], iss, sub, sid, createdAt: now, endsAt, userAgent, ip: meta?.ip }
}

async function storeLoginRecord(
  services: BeginSessionDeps,
  loginId: string,
  loginRecord: LoginRecord,
  login: Login<unknown>,
): Promise<void> {
  const { createdAt, endsAt } = loginRecord
  const ttl = endsAt - createdAt
  const tokens = Object.fromEntries(
    Object.entries(login.tokens).map(([api, tokenSet]) => [api, storedToken(tokenSet, createdAt)]),
  )
  const { refreshToken, idToken } = login
  await Promise.all([
    ...loginRecord.sessionIds.map((id) => services.activeSessions.begin(id, { loginId, lastSeen: createdAt, endsAt })),
    services.vault.set(loginId, 0, { refreshToken, idToken, tokens, endsAt }, ttl),
    services.loginRecords.set(loginId, 0, loginRecord, ttl),
  ])
  // Last, since whoever finds a name without its grant or its life takes it for a leftover.
  await services.names.add(loginId, loginRecord, ttl)
}

/** What a visitor had before the login is kept for the same user and for a first one, never for somebody else. */
function dataToKeep(
  { record, data }: PreviousSession,
  { iss, sub }: Login<unknown>,
): Readonly<Record<string, unknown>> {
  return record === undefined || (record.iss === iss && record.sub === sub) ? data : {}
}

async function assertNotOvertaken(
  services: BeginSessionDeps,
  sessionId: string,
  loginRecord: LoginRecord,
  startedAt: number,
): Promise<void> {
  const [activeSession, ...overtaken] = await Promise.all([
    services.activeSessions.read(sessionId),
    ...indexKeysOf(loginRecord).map((name) => services.logoutTimes.isAfter(name, startedAt)),
  ])
  if (activeSession === undefined || overtaken.includes(true)) throw new AuthError('ERR_LOGIN_OVERTAKEN')
}

async function endPrevious(endings: SessionEndings, { record, sessionId }: PreviousSession): Promise<void> {
  if (record === undefined) await endings.endSession(sessionId)
  else await endings.endLogin(record.loginId, sessionId)
}

async function moveLoginRecord(
  loginRecords: LoginRecords,
  loginId: string,
  sessionIds: readonly string[],
): Promise<void> {
  const known = await loginRecords.get(loginId)
  if (known === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
  const ttl = Math.max(1, known.content.endsAt - Date.now() / 1000)
  const moved = await loginRecords.set(loginId, known.version, { ...known.content, sessionIds }, ttl)
  if (!moved) throw new AuthError('ERR_SESSION_STORE')
}
