import { AuthError } from '@tandem-auth/tokens'
import type { ActiveSessions } from '../login-state/active-sessions.js'
import type { EndSession } from '../login-state/end-session.js'
import type { LoginRecord, LoginRecords } from '../login-state/login-records.js'
import { type SessionLimits, secondsToKeepLogin } from '../login-state/session-limits.js'
import type { SessionRecords } from '../login-state/session-record.js'
import type { EncryptedRecord } from '../storage/encrypted-records.js'
import type { StoreClock } from '../storage/store-clock.js'
import type { SessionRequest } from './express-session.js'
import { replaceSession, saveSession } from './replace-session.js'

export interface RenewSessionIdDeps {
  readonly loginRecords: LoginRecords
  readonly activeSessions: ActiveSessions
  readonly records: SessionRecords
  readonly endings: EndSession
  readonly limits: SessionLimits
  readonly clock: StoreClock
}

/** Gives the login of a request a new session id. */
export type RenewSessionId = (req: SessionRequest) => Promise<void>

// Seconds after which the process of an unfinished renewal must have died.
const renewalLifetime = 30

/**
 * The login record decides which session ids a login has. It names both while the login moves from one to the other, so
 * that a concurrent logout ends both. Each change is written over the version that was read: of several renewals at once,
 * one succeeds, and none leaves an id behind that a logout wouldn't find.
 */
export function createRenewSessionId(deps: RenewSessionIdDeps): RenewSessionId {
  const { loginRecords, activeSessions, records, endings, limits, clock } = deps

  return async function renewSessionId(req) {
    await replaceSession(req, records, async ({ record, sessionId, data }) => {
      if (record === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
      const { loginId } = record
      const [known, active] = await Promise.all([loginRecords.get(loginId), activeSessions.read(sessionId)])
      if (known === undefined || active === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
      await beginMove(loginId, known, sessionId, req.sessionID)
      try {
        await activeSessions.begin(req.sessionID, { ...active, lastSeen: active.readAt })
        await saveSession(req, { ...data, tandem: record })
        // Ended before the record forgets it: should the next step fail, a logout still finds it.
        await endings.endSession(sessionId)
        await finishMove(loginId, req.sessionID)
      } catch (error) {
        await endings.endSession(req.sessionID).catch(() => undefined)
        throw error
      }
    })
  }

  /** Adds the new id to the record, unless another renewal is under way or was faster. */
  async function beginMove(
    loginId: string,
    known: EncryptedRecord<LoginRecord>,
    sessionId: string,
    newId: string,
  ): Promise<void> {
    const now = await clock.now()
    const { sessionIds, renewalStartedAt } = known.content
    const isBusy = renewalStartedAt !== undefined && now < renewalStartedAt + renewalLifetime
    if (!sessionIds.includes(sessionId) || isBusy) throw new AuthError('ERR_LOGIN_REQUIRED')
    await write(loginId, known, { sessionIds: [sessionId, newId], renewalStartedAt: now })
    // What a renewal left behind whose process died.
    await Promise.all(sessionIds.filter((id) => id !== sessionId).map(endings.endSession))
  }

  async function finishMove(loginId: string, newId: string): Promise<void> {
    const known = await loginRecords.get(loginId)
    // A logout took the record, or another renewal took over because this one was too slow.
    if (known === undefined || !known.content.sessionIds.includes(newId)) throw new AuthError('ERR_LOGIN_REQUIRED')
    await write(loginId, known, { sessionIds: [newId], renewalStartedAt: undefined })
  }

  async function write(
    loginId: string,
    { content, version }: EncryptedRecord<LoginRecord>,
    change: Pick<LoginRecord, 'sessionIds' | 'renewalStartedAt'>,
  ): Promise<void> {
    const ttl = secondsToKeepLogin(content.endsAt, limits, await clock.now())
    const written = await loginRecords.set(loginId, version, { ...content, ...change }, ttl)
    if (!written) throw new AuthError('ERR_LOGIN_REQUIRED')
  }
}
