import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { publish } from '@tandem-auth/tokens'
import { storeFailure } from './coordination/deadline.js'
import { withExpiry, withoutExpiry } from './row-expiry.js'
import { isDueForRenewal, isOver, type SessionLimits } from './session-limits.js'
import type { KnownLife, SessionLives } from './session-lives.js'
import type { SessionRow, SessionStore } from './session-options.js'
import { type SessionRecord, sessionRecordOf } from './session-record.js'
import { StoreBase } from './store-base.js'
import { callStore } from './store-call.js'

export interface SessionStoreConfig {
  readonly store: SessionStore
  /** `'ours'`: in the form we give them; `'any'`: the app's express-session looks after it. */
  readonly sessionIds: 'ours' | 'any'
  readonly lives: SessionLives
  readonly limits: SessionLimits
  /** Seconds. */
  readonly storeTimeout: number
  /** A row was read that is no login any more, and must go. */
  readonly abandon: (sessionId: string, grantId: string) => Promise<unknown>
  /** The app destroyed the row of a login. */
  readonly forget: (grantId: string) => Promise<unknown>
}

type Callback = (error?: unknown) => void

// Without these express-session wouldn't know that its store is away, and would ask it all the same.
const connectionStates = ['connect', 'disconnect'] as const

const idForm = '22 to 128 characters of A-Z a-z 0-9 _ -'
// Session ids that reach a database are ours in form, whatever signed them.
const sessionIdForm = /^[A-Za-z0-9_-]{22,128}$/

/**
 * Any store of express-session's kind, with what such a store can't do: a row that a slow request writes after a logout
 * is destroyed again, idle and absolute limits hold, rows outlive neither, and a store that hangs is a failure.
 */
export class GuardedStore extends StoreBase {
  readonly #config: SessionStoreConfig
  readonly #renewals = new WeakMap<object, Promise<void>>()
  readonly #lives = new WeakMap<object, KnownLife>()
  readonly #forward = { connect: () => this.emit('connect'), disconnect: () => this.emit('disconnect') }

  constructor(config: SessionStoreConfig) {
    super()
    this.#config = config
    const { store } = config
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

  override get(sessionId: string, callback: (error: unknown, row?: SessionRow | null) => void): void {
    if (!this.#isForm(sessionId)) return callback(undefined)
    // Started in the same tick as the row's: a second read afterwards would cost a whole round trip.
    const life = this.#config.lives.read(sessionId)
    life.catch(() => undefined)
    this.#read(sessionId, (error, row) => {
      if (error !== undefined) return callback(error)
      if (row === undefined) return callback(undefined)
      const record = sessionRecordOf(row.tandem)
      if (record === undefined) return callback(undefined, withoutExpiry(row))
      life.then(
        (known) => callback(undefined, this.#judge(sessionId, record, known) ? withoutExpiry(row) : undefined),
        (failure) => callback(storeFailure(failure)),
      )
    })
  }

  /** Whether this row of the app's own express-session is still a login. */
  async isAlive(sessionId: string, record: SessionRecord<unknown>): Promise<boolean> {
    return this.#judge(sessionId, record, await this.#config.lives.read(sessionId))
  }

  override set(sessionId: string, row: SessionRow, callback: Callback = ignore): void {
    if (!this.#isForm(sessionId)) return callback(new TypeError(`clientSession: "session.genid" must give ${idForm}`))
    const record = sessionRecordOf(row.tandem)
    callStore<void>(
      this.#config.storeTimeout,
      (done) => this.#config.store.set(sessionId, this.#withExpiry(row, record), done),
      (error) => {
        if (error !== undefined) return callback(error)
        if (record === undefined) return callback()
        this.#destroyUnlessAlive(sessionId, record).then(() => callback(), callback)
      },
    )
  }

  // First the write, then the look: a logout either comes before the look, or finds the row that was written.
  async #destroyUnlessAlive(sessionId: string, record: SessionRecord<unknown>): Promise<void> {
    const life = await this.#config.lives.read(sessionId)
    if (life?.grantId === record.grantId) return
    await this.destroyRow(sessionId)
    publish('session.refused', () => ({ reason: 'written after its end' }))
  }

  /** What the app does to end a session: the login ends with it. */
  override destroy(sessionId: string, callback: Callback = ignore): void {
    this.#end(sessionId).then(() => callback(), callback)
  }

  async #end(sessionId: string): Promise<void> {
    const life = await this.#config.lives.end(sessionId)
    await this.destroyRow(sessionId)
    if (life !== undefined) await this.#config.forget(life.grantId)
  }

  /** The row alone. */
  destroyRow(sessionId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      callStore<void>(
        this.#config.storeTimeout,
        (done) => this.#config.store.destroy(sessionId, done),
        (error) => (error === undefined ? resolve() : reject(error)),
      )
    })
  }

  override touch(sessionId: string, row: SessionRow, callback: Callback = ignore): void {
    const record = sessionRecordOf(row.tandem)
    const renewal = record && this.#renewals.get(record)
    // Below the threshold nothing has changed that a store would need to know.
    if (record !== undefined && renewal === undefined) return callback()
    this.#touchRow(sessionId, row, record, (error) => {
      if (renewal === undefined) callback(error)
      else renewal.then(() => callback(error))
    })
  }

  #touchRow(sessionId: string, row: SessionRow, record: SessionRecord<unknown> | undefined, callback: Callback): void {
    const { store, storeTimeout } = this.#config
    if (store.touch !== undefined) {
      const prolonged = this.#withExpiry(row, record)
      return callStore<void>(storeTimeout, (done) => store.touch?.(sessionId, prolonged, done), callback)
    }
    // A row of a store that can't touch would end in the middle of a busy session.
    if (record === undefined) callback()
    else this.set(sessionId, row, callback)
  }

  #judge(sessionId: string, record: SessionRecord<unknown>, life: KnownLife | undefined): boolean {
    const { lives, limits, abandon } = this.#config
    const now = Date.now() / 1000
    if (life === undefined || isOver(record, life, limits, now)) {
      publish('session.refused', () => ({ reason: life === undefined ? 'ended' : 'expired' }))
      abandon(sessionId, record.grantId).catch(reportFailure)
      return false
    }
    this.#lives.set(record, life)
    if (isDueForRenewal(life, limits, now)) {
      this.#renewals.set(record, lives.renew(sessionId, life, now).catch(reportFailure))
    }
    return true
  }

  #isForm(sessionId: string): boolean {
    return this.#config.sessionIds === 'any' || sessionIdForm.test(sessionId)
  }

  #read(sessionId: string, callback: (error: unknown, row: SessionRow | undefined) => void): void {
    callStore<SessionRow | null>(
      this.#config.storeTimeout,
      (done) => this.#config.store.get(sessionId, done),
      (error, row) => callback(error, typeof row?.cookie === 'object' && row.cookie !== null ? row : undefined),
    )
  }

  #withExpiry(row: SessionRow, record: SessionRecord<unknown> | undefined): SessionRow {
    const { limits } = this.#config
    const absolute = record === undefined ? Number.POSITIVE_INFINITY : record.createdAt + limits.absoluteTimeout
    const endsAt = (record && this.#lives.get(record)?.endsAt) ?? absolute
    return withExpiry(row, Math.min(absolute, endsAt), limits, Date.now() / 1000)
  }
}

function reportFailure(error: unknown): void {
  publish('session.failed', () => ({ code: storeFailure(error).code }))
}

function ignore(): void {}

function isEmitter(store: SessionStore): store is SessionStore & EventEmitter {
  return 'on' in store && 'off' in store && typeof store.on === 'function' && typeof store.off === 'function'
}
