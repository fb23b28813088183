import { AuthError } from '@tandem-auth/tokens'
import type { SessionRecord, SessionRecords } from '../login-state/session-record.js'
import type { SessionRequest } from './express-session.js'
import { GuardedStore } from './guarded-store.js'

export interface PreviousSession {
  readonly sessionId: string
  readonly record: SessionRecord<unknown> | undefined
  /** Whether it is the login of another instance: what that user has in the session is nothing for ours. */
  readonly isForeign: boolean
  /** What the app stores in the session. */
  readonly data: Readonly<Record<string, unknown>>
}

/** Gives the request a new session under a new id (session fixation). If `fill` throws, the old session stays. */
export async function replaceSession(
  req: SessionRequest,
  records: SessionRecords,
  fill: (previous: PreviousSession, store: GuardedStore) => Promise<void>,
): Promise<void> {
  const { session, sessionID, sessionStore } = req
  if (session === undefined || !(sessionStore instanceof GuardedStore)) throw new AuthError('ERR_SESSION_MISSING')
  const { cookie: _cookie, tandem, ...data } = session
  const record = records.own(tandem)
  sessionStore.generate(req)
  try {
    await fill({ sessionId: sessionID, record, data, isForeign: records.isForeign(tandem) }, sessionStore)
  } catch (error) {
    req.sessionID = sessionID
    req.session = session
    throw error
  }
}

/** Saves before the response: express-session would save after the browser has it. */
export function saveSession(req: SessionRequest, data: Readonly<Record<string, unknown>>): Promise<void> {
  const { session } = req
  if (session === undefined) return Promise.reject(new AuthError('ERR_SESSION_MISSING'))
  Object.assign(session, data)
  return new Promise((resolve, reject) => {
    session.save((error?: unknown) => (error === undefined || error === null ? resolve() : reject(error)))
  })
}
