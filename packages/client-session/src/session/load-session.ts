import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError } from '@tandem-auth/tokens'
import type { SessionRecord, SessionRecords } from '../login-state/session-record.js'
import type { SessionStore } from '../storage/session-store.js'
import type { SessionMount, SessionRequest } from './express-session.js'
import type { GuardedStore } from './guarded-store.js'
import type { GuardedStores } from './guarded-stores.js'
import type { SessionConfig } from './session-config.js'

export interface LoadOptions {
  /** Whether this request prolongs the session. */
  readonly renews: boolean
}

export interface LoadSession<User> {
  /**
   * Mounts express-session or uses the app's `req.session`, and tells who is logged in: the record, `undefined` for
   * nobody, or an error: 503 `ERR_SESSION_STORE`, 500 `ERR_SESSION_TWICE`, 500 `ERR_COORDINATION_REQUIRED`.
   */
  load(
    req: IncomingMessage,
    res: ServerResponse,
    done: (error: unknown, record: SessionRecord<User> | undefined) => void,
    options?: LoadOptions,
  ): void
  /** Epoch seconds at which the session of this record ends if nobody uses it. */
  expiryOf(record: SessionRecord<User>): number | undefined
  /** Registers the app's store from a request that loads no session (logout by the provider), so its rows can be destroyed. */
  learnStore(req: IncomingMessage): void
}

export interface LoadSessionDeps {
  readonly stores: GuardedStores
  readonly mount: SessionMount
  readonly records: SessionRecords
  readonly appSession: SessionConfig['appSession']
}

const renewing: LoadOptions = { renews: true }

export function createLoadSession<User>(deps: LoadSessionDeps): LoadSession<User> {
  const { stores, mount, records, appSession } = deps
  let appHasSession = false

  function guardAppStore(req: SessionRequest): GuardedStore {
    if (appSession === 'refuse') throw new AuthError('ERR_SESSION_TWICE')
    if (appSession === 'needs coordination') throw new AuthError('ERR_COORDINATION_REQUIRED')
    appHasSession = true
    return stores.guard(req.sessionStore as SessionStore, 'any')
  }

  async function adopt(req: SessionRequest, renews: boolean): Promise<void> {
    const guarded = guardAppStore(req)
    req.sessionStore = guarded
    const record = records.own(req.session?.tandem)
    if (record === undefined || (await guarded.isActive(req.sessionID, record, renews))) return
    await new Promise<void>((resolve, reject) => {
      guarded.regenerate(req, (error?: unknown) => (error ? reject(error) : resolve()))
    })
  }

  return {
    load(req, res, done, { renews } = renewing) {
      const request = req as SessionRequest
      const finish = (error: unknown) => {
        const record = error === undefined ? records.own(request.session?.tandem) : undefined
        done(error, record as SessionRecord<User> | undefined)
      }
      if (stores.isGuarded(request.sessionStore)) return finish(undefined)
      if (request.session !== undefined) return void adopt(request, renews).then(() => finish(undefined), finish)
      // The app's express-session has lost its store: without this, everybody would be anonymous.
      if (appHasSession) return finish(new AuthError('ERR_SESSION_STORE'))
      mount(request, res, finish, renews)
    },
    expiryOf: stores.expiryOf,
    learnStore(req) {
      const request = req as SessionRequest
      if (request.session !== undefined && !stores.isGuarded(request.sessionStore)) guardAppStore(request)
    },
  }
}
