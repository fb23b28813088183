import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { publish } from '@tandem-auth/tokens'
import type { ActiveSessions, KnownActiveSession } from '../login-state/active-sessions.js'
import { isDueForRenewal, isOver, type SessionLimits } from '../login-state/session-limits.js'
import { type SessionRecord, sessionRecordOf } from '../login-state/session-record.js'
import { storeFailure } from '../storage/deadline.js'
import { isFresh, withoutExpiry } from './row-expiry.js'
import { isSessionId, sessionIdForm } from './session-id.js'
import type { SessionRow, SessionStore } from './session-options.js'
import { createSessionRows, type SessionRows } from './session-rows.js'
import { StoreBase } from './store-base.js'

export interface SessionStoreConfig {
  readonly store: SessionStore
  /** `'ours'`: in the form we give them; `'any'`: the app's express-session looks after it. */
  readonly sessionIds: 'ours' | 'any'
  readonly activeSessions: ActiveSessions
  readonly limits: SessionLimits
  /** Seconds. */
  readonly storeTimeout: number
  /** A row was read that is no login any more, and must go. */
  readonly endDeadRow: (sessionId: string, loginId: string) => Promise<unknown>
  /** The app destroyed the row of a login. */
  readonly forget: (loginId: string) => Promise<unknown>
}

type Callback = (error?: unknown) => void
type RowCallback = (error: unknown, row?: SessionRow | null) => void

// Without these express-session wouldn't know that its store is away, and would ask it all the same.
const connectionStates = ['connect', 'disconnect'] as const

/**
 * Any store of express-session's kind, with what such a store can't do: a row that a slow request writes after a logout
 * is destroyed again, idle and absolute limits hold, rows outlive neither, and a store that hangs is a failure.
 */
export class GuardedStore extends StoreBase {
  readonly #config: SessionStoreConfig
  readonly #rows: SessionRows
  readonly #activeSessions = new WeakMap<object, KnownActiveSession>()
  readonly #forward = { connect: () => this.emit('connect'), disconnect: () => this.emit('disconnect') }

  constructor(config: SessionStoreConfig) {
    super()
    this.#config = config
    const { store } = config
    this.#rows = createSessionRows(store, config.limits, config.storeTimeout)
    if (isEmitter(store)) {
      for (const state of connectionStates) store.on(state, this.#forward[state])
    }
  }

  /** Leaves the store without listeners of ours. */
  detach(): void {
    const { store } = this.#config
    if (!isEmitter(store)) return
    for (const state of connectionStates) store.off(state, this.#forward[state])
  }

  /** express-session puts its own in place of this one where it is mounted with this store. */
  generate(req: IncomingMessage): void {
    const { store } = this.#config
    if ('generate' in store && typeof store.generate === 'function') store.generate(req)
  }

  override get(sessionId: string, callback: RowCallback): void {
    if (!this.#isForm(sessionId)) return callback(undefined)
    // Started in the same tick as the row's: a second read afterwards would cost a whole round trip.
    const activeSession = this.#config.activeSessions.read(sessionId)
    activeSession.catch(() => undefined)
    this.#rows.read(sessionId, (error, row) => {
      if (error !== undefined) return callback(error)
      if (row === undefined) return callback(undefined)
      const record = sessionRecordOf(row.tandem)
      if (record === undefined) return this.#giveAnonymous(sessionId, row, callback)
      activeSession.then(
        (known) => this.#giveLogin(sessionId, row, record, known, callback),
        (failure) => callback(storeFailure(failure)),
      )
    })
  }

  #giveAnonymous(sessionId: string, row: SessionRow, callback: RowCallback): void {
    const { limits } = this.#config
    if (isFresh(row, limits, Date.now() / 1000)) return callback(undefined, withoutExpiry(row))
    this.#prolong(sessionId, row, undefined).then(() => callback(undefined, withoutExpiry(row)))
  }

  #giveLogin(
    sessionId: string,
    row: SessionRow,
    record: SessionRecord<unknown>,
    activeSession: KnownActiveSession | undefined,
    callback: RowCallback,
  ): void {
    const { limits } = this.#config
    const now = Date.now() / 1000
    if (!this.#isActive(sessionId, record, activeSession, now)) return callback(undefined)
    if (!isDueForRenewal(activeSession, limits, now)) return callback(undefined, withoutExpiry(row))
    const renewals = [this.#renew(sessionId, activeSession, now), this.#prolong(sessionId, row, record)]
    Promise.all(renewals).then(() => callback(undefined, withoutExpiry(row)))
  }

  /** Whether this row of the app's own express-session is still a login. */
  async isActive(sessionId: string, record: SessionRecord<unknown>): Promise<boolean> {
    const activeSession = await this.#config.activeSessions.read(sessionId)
    const now = Date.now() / 1000
    if (!this.#isActive(sessionId, record, activeSession, now)) return false
    if (isDueForRenewal(activeSession, this.#config.limits, now)) await this.#renew(sessionId, activeSession, now)
    return true
  }

  override set(sessionId: string, row: SessionRow, callback: Callback = ignore): void {
    if (!this.#isForm(sessionId))
      return callback(new TypeError(`clientSession: "session.genid" must give ${sessionIdForm}`))
    const record = sessionRecordOf(row.tandem)
    this.#rows.write(sessionId, row, this.#endOf(record), (error) => {
      if (error !== undefined) return callback(error)
      if (record === undefined) return callback()
      this.#destroyUnlessAlive(sessionId, record).then(() => callback(), callback)
    })
  }

  // First the write, then the look: a logout either comes before the look, or finds the row that was written.
  async #destroyUnlessAlive(sessionId: string, record: SessionRecord<unknown>): Promise<void> {
    const activeSession = await this.#config.activeSessions.read(sessionId)
    if (activeSession?.loginId === record.loginId) return
    await this.destroyRow(sessionId)
    publish('session.refused', () => ({ reason: 'written after its end' }))
  }

  /** What the app does to end a session: the login ends with it. */
  override destroy(sessionId: string, callback: Callback = ignore): void {
    this.#end(sessionId).then(() => callback(), callback)
  }

  async #end(sessionId: string): Promise<void> {
    const activeSession = await this.#config.activeSessions.end(sessionId)
    await this.destroyRow(sessionId)
    if (activeSession !== undefined) await this.#config.forget(activeSession.loginId)
  }

  /** The row alone. */
  destroyRow(sessionId: string): Promise<void> {
    return this.#rows.destroy(sessionId)
  }

  #isActive(
    sessionId: string,
    record: SessionRecord<unknown>,
    activeSession: KnownActiveSession | undefined,
    now: number,
  ): activeSession is KnownActiveSession {
    if (activeSession === undefined || isOver(record, activeSession, this.#config.limits, now)) {
      publish('session.refused', () => ({ reason: activeSession === undefined ? 'ended' : 'expired' }))
      this.#config.endDeadRow(sessionId, record.loginId).catch(reportFailure)
      return false
    }
    this.#activeSessions.set(record, activeSession)
    return true
  }

  #renew(sessionId: string, activeSession: KnownActiveSession, now: number): Promise<void> {
    return this.#config.activeSessions.renew(sessionId, activeSession, now).catch(reportFailure)
  }

  // Here and not in a `touch` of our own: for that express-session would serialise and hash each session once more.
  #prolong(sessionId: string, row: SessionRow, record: SessionRecord<unknown> | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (error?: unknown) => {
        if (error !== undefined) reportFailure(error)
        resolve()
      }
      if (this.#rows.canTouch) this.#rows.touch(sessionId, row, this.#endOf(record), done)
      // The row of a store that can't touch would end in the middle of a busy session.
      else this.set(sessionId, row, done)
    })
  }

  #isForm(sessionId: string): boolean {
    return this.#config.sessionIds === 'any' || isSessionId(sessionId)
  }

  #endOf(record: SessionRecord<unknown> | undefined): number {
    if (record === undefined) return Number.POSITIVE_INFINITY
    const absolute = record.createdAt + this.#config.limits.absoluteTimeout
    return Math.min(absolute, this.#activeSessions.get(record)?.endsAt ?? absolute)
  }
}

function reportFailure(error: unknown): void {
  publish('session.failed', () => ({ code: storeFailure(error).code }))
}

function ignore(): void {}

function isEmitter(store: SessionStore): store is SessionStore & EventEmitter {
  return 'on' in store && 'off' in store && typeof store.on === 'function' && typeof store.off === 'function'
}
