import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { publish } from '@tandem-auth/tokens'
import session from 'express-session'
import type { ActiveSessions, KnownActiveSession } from '../login-state/active-sessions.js'
import type { EndSession } from '../login-state/end-session.js'
import type { KeepLogin } from '../login-state/keep-login.js'
import {
  isDueForExtension,
  isDueForRenewal,
  isOver,
  type SessionLimits,
  secondsToKeepLogin,
} from '../login-state/session-limits.js'
import type { SessionRecord, SessionRecords } from '../login-state/session-record.js'
import { storeFailure } from '../storage/deadline.js'
import type { SessionRow, SessionStore } from '../storage/session-store.js'
import { isFresh, type SessionRows, withoutExpiry } from './session-rows.js'

export interface GuardedStoreDeps {
  readonly store: SessionStore
  readonly rows: SessionRows
  /** `'ours'`: in the form that we give them; `'any'`: the app's own express-session makes and checks them. */
  readonly sessionIds: 'ours' | 'any'
  readonly activeSessions: ActiveSessions
  readonly limits: SessionLimits
  readonly records: SessionRecords
  readonly endings: EndSession
  readonly keepLogin: KeepLogin
}

type Callback = (error?: unknown) => void
type RowCallback = (error: unknown, row?: SessionRow | null) => void

/** express-session's base class, and what it asks of a store. */
interface ExpressStore extends EventEmitter {
  get(sessionId: string, callback: RowCallback): void
  set(sessionId: string, row: SessionRow, callback?: Callback): void
  destroy(sessionId: string, callback?: Callback): void
  regenerate(req: IncomingMessage, callback: Callback): void
}

// Under a type of ours: people compile our declarations without express-session's types, which would also bring one
// version of Express' types.
const ExpressStore = session.Store as unknown as new () => ExpressStore

// Without these, express-session wouldn't know that its store is disconnected and would call it all the same.
const connectionStates = ['connect', 'disconnect'] as const

/**
 * Wraps an express-session store. Destroys rows written after a logout, enforces the idle and absolute limits, and fails
 * with `ERR_SESSION_STORE` when the store hangs.
 */
export class GuardedStore extends ExpressStore {
  readonly #deps: GuardedStoreDeps
  readonly #activeSessions = new WeakMap<object, KnownActiveSession>()
  readonly #ended = new WeakSet<object>()
  #renews = true
  readonly #forward = { connect: () => this.emit('connect'), disconnect: () => this.emit('disconnect') }

  constructor(deps: GuardedStoreDeps) {
    super()
    this.#deps = deps
    const { store } = deps
    if (isEmitter(store)) for (const state of connectionStates) store.on(state, this.#forward[state])
  }

  /** Removes our listeners from the store. */
  detach(): void {
    const { store } = this.#deps
    if (isEmitter(store)) for (const state of connectionStates) store.off(state, this.#forward[state])
  }

  /** express-session replaces this method with its own when it is mounted with this store. */
  generate(req: IncomingMessage): void {
    const { store } = this.#deps
    if ('generate' in store && typeof store.generate === 'function') store.generate(req)
  }

  /** Has `read` call `get` in this tick, without prolonging the session. */
  withoutRenewal(read: () => void): void {
    this.#renews = false
    try {
      read()
    } finally {
      this.#renews = true
    }
  }

  override get(sessionId: string, callback: RowCallback): void {
    if (!this.#isForm(sessionId)) return callback(undefined)
    const renews = this.#renews
    const { rows, activeSessions, records } = this.#deps
    // Started in the same tick as the row: a second read afterwards would cost a whole round trip.
    const activeSession = activeSessions.read(sessionId)
    activeSession.catch(() => undefined)
    rows.read(sessionId, (error, row) => {
      if (error !== undefined) return callback(error)
      if (row === undefined) return callback(undefined)
      const record = records.own(row.tandem)
      // No row, rather than an anonymous one: what its user has in the session is nothing for this instance.
      if (record === undefined && records.isForeign(row.tandem)) return callback(undefined)
      if (record === undefined) return this.#giveAnonymous(sessionId, row, callback, renews)
      activeSession.then(
        (known) => this.#giveLogin(sessionId, row, record, known, callback, renews),
        (failure) => callback(storeFailure(failure)),
      )
    })
  }

  #giveAnonymous(sessionId: string, row: SessionRow, callback: RowCallback, renews: boolean): void {
    if (!renews || isFresh(row, this.#deps.limits, Date.now() / 1000)) return callback(undefined, withoutExpiry(row))
    this.#prolong(sessionId, row, undefined).then(() => callback(undefined, withoutExpiry(row)))
  }

  #giveLogin(
    sessionId: string,
    row: SessionRow,
    record: SessionRecord<unknown>,
    activeSession: KnownActiveSession | undefined,
    callback: RowCallback,
    renews: boolean,
  ): void {
    if (!this.#isActive(sessionId, record, activeSession)) return callback(undefined)
    const { readAt } = activeSession
    if (!renews || !isDueForRenewal(activeSession, this.#deps.limits, readAt)) {
      return callback(undefined, withoutExpiry(row))
    }
    this.#activeSessions.set(record, { ...activeSession, lastSeen: readAt })
    const renewals = [this.#renew(sessionId, activeSession), this.#prolong(sessionId, row, record)]
    Promise.all(renewals).then(() => callback(undefined, withoutExpiry(row)))
  }

  /** Whether this row of the app's own express-session is still a login. */
  async isActive(sessionId: string, record: SessionRecord<unknown>, renews: boolean): Promise<boolean> {
    const activeSession = await this.#deps.activeSessions.read(sessionId)
    if (!this.#isActive(sessionId, record, activeSession)) return false
    const { readAt } = activeSession
    if (!renews || !isDueForRenewal(activeSession, this.#deps.limits, readAt)) return true
    this.#activeSessions.set(record, { ...activeSession, lastSeen: readAt })
    await this.#renew(sessionId, activeSession)
    return true
  }

  /** Epoch seconds at which the session of this record ends if nobody uses it; `undefined` for a record not read here. */
  expiryOf(record: SessionRecord<unknown>): number | undefined {
    const activeSession = this.#activeSessions.get(record)
    if (activeSession === undefined) return undefined
    return Math.min(this.#endOf(record), activeSession.lastSeen + this.#deps.limits.idleTimeout)
  }

  override set(sessionId: string, row: SessionRow, callback: Callback = ignore): void {
    if (!this.#isForm(sessionId)) return callback(new TypeError(`clientSession: "session.genid" must give ${idForm}`))
    const record = this.#deps.records.own(row.tandem)
    this.#deps.rows.write(sessionId, row, this.#endOf(record), (error) => {
      if (error !== undefined) return callback(error)
      if (record === undefined) return callback()
      this.#destroyUnlessActive(sessionId, record).then(() => callback(), callback)
    })
  }

  // Write first, then check: a concurrent logout either precedes the check or finds and destroys this row.
  async #destroyUnlessActive(sessionId: string, record: SessionRecord<unknown>): Promise<void> {
    const activeSession = await this.#deps.activeSessions.read(sessionId)
    if (activeSession?.loginId === record.loginId) return
    this.#ended.add(record)
    await this.#deps.rows.destroy(sessionId)
    publish('session.refused', () => ({ reason: 'written after its end' }))
  }

  /** Whether this record was last written after its login had ended. */
  foundEnded(record: SessionRecord<unknown>): boolean {
    return this.#ended.has(record)
  }

  /** How the app ends a session: its login ends too. */
  override destroy(sessionId: string, callback: Callback = ignore): void {
    this.#deps.endings.endDestroyed(sessionId).then(() => callback(), callback)
  }

  #isActive(
    sessionId: string,
    record: SessionRecord<unknown>,
    activeSession: KnownActiveSession | undefined,
  ): activeSession is KnownActiveSession {
    const { limits, endings } = this.#deps
    if (activeSession === undefined || isOver(record, activeSession, limits, activeSession.readAt)) {
      publish('session.refused', () => ({ reason: activeSession === undefined ? 'ended' : 'expired' }))
      endings.endDeadRow(sessionId, record.loginId).catch(reportFailure)
      return false
    }
    this.#activeSessions.set(record, activeSession)
    return true
  }

  async #renew(sessionId: string, activeSession: KnownActiveSession): Promise<void> {
    const { activeSessions, keepLogin, limits } = this.#deps
    const { loginId, endsAt, keptUntil, readAt } = activeSession
    try {
      if (!isDueForExtension(activeSession, limits, readAt)) {
        return await activeSessions.renew(sessionId, activeSession, keptUntil)
      }
      const ttl = secondsToKeepLogin(endsAt, limits, readAt)
      await keepLogin(sessionId, loginId, ttl)
      await activeSessions.renew(sessionId, activeSession, readAt + ttl)
    } catch (error) {
      reportFailure(error)
    }
  }

  // Here and not in a `touch` method: for that, express-session would serialize and hash every session once more.
  #prolong(sessionId: string, row: SessionRow, record: SessionRecord<unknown> | undefined): Promise<void> {
    const { rows } = this.#deps
    return new Promise((resolve) => {
      const done = (error?: unknown) => {
        if (error !== undefined) reportFailure(error)
        resolve()
      }
      if (rows.canTouch) rows.touch(sessionId, row, this.#endOf(record), done)
      // In a store without `touch`, the row would expire in the middle of a busy session.
      else this.set(sessionId, row, done)
    })
  }

  #isForm(sessionId: string): boolean {
    return this.#deps.sessionIds === 'any' || isOurForm(sessionId)
  }

  #endOf(record: SessionRecord<unknown> | undefined): number {
    if (record === undefined) return Number.POSITIVE_INFINITY
    const absolute = record.createdAt + this.#deps.limits.absoluteTimeout
    return Math.min(absolute, this.#activeSessions.get(record)?.endsAt ?? absolute)
  }
}

const idForm = '22 to 128 characters of A-Z a-z 0-9 _ -'

// No other text reaches a database as a session id, whoever signed the cookie.
function isOurForm(sessionId: string): boolean {
  return /^[A-Za-z0-9_-]{22,128}$/.test(sessionId)
}

function reportFailure(error: unknown): void {
  publish('session.failed', () => ({ code: storeFailure(error).code }))
}

function ignore(): void {}

function isEmitter(store: SessionStore): store is SessionStore & EventEmitter {
  return 'on' in store && 'off' in store && typeof store.on === 'function' && typeof store.off === 'function'
}
