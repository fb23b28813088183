import { AuthError } from '@tandem-auth/tokens'
import { type SessionRecord, sessionRecordOf } from '../login-state/session-record.js'
import type { SessionRequest } from './express-session.js'
import { GuardedStore } from './guarded-store.js'

export interface PreviousSession {
  readonly sessionId: string
  readonly record: SessionRecord<unknown> | undefined
  /** What the app keeps in the session. */
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Puts a session with a new id in the place of the request's own. The old one isn't touched: when `fill` fails, the
 * request and the browser still have it.
 */
export async function replaceSession(
  req: SessionRequest,
  fill: (previous: PreviousSession) => Promise<void>,
): Promise<void> {
  const { session, sessionID, sessionStore } = req
  if (session === undefined || !(sessionStore instanceof GuardedStore)) throw new AuthError('ERR_SESSION_MISSING')
  const { cookie: _cookie, tandem, ...data } = session
  sessionStore.generate(req)
  try {
    await fill({ sessionId: sessionID, record: sessionRecordOf(tandem), data })
  } catch (error) {
    req.sessionID = sessionID
    req.session = session
    throw error
  }
}

/** Saved here, before the answer: express-session would save when the browser already has it. */
export function saveSession(req: SessionRequest, data: Readonly<Record<string, unknown>>): Promise<void> {
  const { session } = req
  if (session === undefined) return Promise.reject(new AuthError('ERR_SESSION_MISSING'))
  Object.assign(session, data)
  return new Promise((resolve, reject) => {
    session.save((error?: unknown) => (error === undefined || error === null ? resolve() : reject(error)))
  })
}
