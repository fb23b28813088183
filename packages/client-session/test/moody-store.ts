import { EventEmitter } from 'node:events'
import type { Coordination } from '../src/storage/coordination.js'
import { memoryCoordination } from '../src/storage/memory-coordination.js'
import { memoryStore } from '../src/storage/memory-session-store.js'
import type { SessionStore } from '../src/storage/session-store.js'

export type StoreMood = 'well' | 'failing' | 'hanging'

/** A store and a coordination in memory that fail on command, and count what they were asked. */
export class MoodyStore extends EventEmitter implements SessionStore {
  mood: StoreMood = 'well'
  coordinationMood: StoreMood = 'well'
  /** Fails `set` alone. */
  refusesWrites = false
  readonly calls: string[] = []
  readonly coordination: Coordination
  readonly #store = memoryStore()

  constructor() {
    super()
    const coordination = memoryCoordination()
    this.coordination = new Proxy(coordination, {
      get:
        (target, name: keyof Coordination) =>
        (...args: never[]) => {
          this.calls.push(`coordination.${name}`)
          if (this.coordinationMood === 'failing') return Promise.reject(new Error('coordination is down'))
          if (this.coordinationMood === 'hanging') return new Promise(() => undefined)
          return (target[name] as (...args: never[]) => Promise<unknown>)(...args)
        },
    })
  }

  get(sessionId: string, callback: Parameters<SessionStore['get']>[1]): void {
    this.#response('get', callback, () => this.#store.get(sessionId, callback))
  }

  set(
    sessionId: string,
    row: Parameters<SessionStore['set']>[1],
    callback: (error?: unknown) => void = () => {},
  ): void {
    if (this.refusesWrites) return callback(new Error('read only'))
    this.#response('set', callback, () => this.#store.set(sessionId, row, callback))
  }

  destroy(sessionId: string, callback: (error?: unknown) => void = () => {}): void {
    this.#response('destroy', callback, () => this.#store.destroy(sessionId, callback))
  }

  touch(sessionId: string, row: Parameters<SessionStore['set']>[1], callback: () => void = () => {}): void {
    this.#response('touch', callback, () => this.#store.touch?.(sessionId, row, callback))
  }

  #response(name: string, callback: (error?: unknown) => void, work: () => void): void {
    this.calls.push(name)
    if (this.mood === 'failing') return void setImmediate(callback, new Error('the store is down'))
    if (this.mood === 'well') work()
  }
}
