import type { Coordination } from '../src/storage/coordination.js'
import { memoryCoordination } from '../src/storage/memory-coordination.js'
import { moveClock, takeClock } from './clock.js'
import { type SessionsApp, type SessionsAppOptions, startSessionsApp } from './sessions-app.js'

let app: SessionsApp

afterEach(async () => {
  jest.useRealTimers()
  await app.close()
})

/** Coordination in memory that tells which keys there are and how long they are kept, and that can be frozen. */
class Watched {
  /** Seconds, by key. */
  readonly kept = new Map<string, number>()
  readonly coordination: Coordination
  /** The start of the key at which it freezes. */
  freezesAt: string | undefined
  readonly #inner = memoryCoordination()
  #thawed: Promise<void> = Promise.resolve()
  #thaw: () => void = () => undefined

  constructor() {
    this.coordination = new Proxy(this.#inner, {
      get:
        (target, name: keyof Coordination) =>
        async (...args: never[]) => {
          const [key = ''] = args as unknown as string[]
          if (this.freezesAt !== undefined && key.startsWith(this.freezesAt)) this.freeze()
          await this.#thawed
          this.#note(name, args)
          return (target[name] as (...args: never[]) => Promise<unknown>)(...args)
        },
    })
  }

  /** What arrives from now on waits, and is carried out after `thaw`, as by a process that was stopped. */
  freeze(): void {
    this.freezesAt = undefined
    this.#thawed = new Promise((resolve) => {
      this.#thaw = resolve
    })
  }

  thaw(): void {
    this.#thaw()
  }

  async present(): Promise<readonly string[]> {
    const values = await Promise.all(
      [...this.kept.keys()].map(async (key) => [key, await this.#inner.get(key)] as const),
    )
    return values.flatMap(([key, value]) => (value === undefined ? [] : [key.split(':')[0] ?? '']))
  }

  take(kind: string): Promise<unknown> {
    return this.#inner.take([...this.kept.keys()].find((key) => key.startsWith(`${kind}:`)) ?? '')
  }

  #note(name: keyof Coordination, [key = '', ...others]: readonly string[]): void {
    const position = { setIfAbsent: 1, compareAndSet: 2, extend: 0, addMember: 1 }[name as string]
    if (position !== undefined) this.kept.set(key, Number(others[position]))
  }
}

async function start(options: SessionsAppOptions = {}): Promise<Watched> {
  const watched = new Watched()
  app = await startSessionsApp({ coordination: watched.coordination, session: {}, storeTimeout: 0.1, ...options })
  return watched
}

describe('what a session leaves behind', () => {
  it('is kept not much longer than the idle limit, and as long as the session is used', async () => {
    takeClock()
    const watched = await start({ idleTimeout: 1000, absoluteTimeout: 1_000_000 })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    const lifetimes = () => [...watched.kept.values()]
    expect(watched.kept.size).toBe(5)
    for (const lifetime of lifetimes()) expect(lifetime).toBeLessThanOrEqual(1310)
    watched.kept.clear()
    for (let turn = 0; turn < 10; turn += 1) {
      moveClock(900_000)
      expect((await browser.get('/whoami')).text).toBe('"alice"')
    }
    // Extended, each of them: vault, login record, two index entries; beside the session itself.
    expect(watched.kept.size).toBe(5)
    for (const lifetime of lifetimes()) expect(lifetime).toBeLessThanOrEqual(1310)
    expect([...(await watched.present())].sort()).toEqual(['active', 'login', 'vault'])
    expect(await app.sessions.list({ iss: 'https://issuer.example', sub: 'alice' })).toHaveLength(1)
  })

  it('never outlives the absolute limit', async () => {
    const watched = await start({ idleTimeout: 1000, absoluteTimeout: 500 })
    await app.browser().post('/login?sub=alice')
    for (const lifetime of watched.kept.values()) expect(lifetime).toBeLessThanOrEqual(500)
  })

  it('a session id that its login record does not name ends, since a logout would not find it', async () => {
    takeClock()
    const watched = await start({ idleTimeout: 1000 })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    await watched.take('login')
    moveClock(500_000)
    await browser.get('/whoami')
    expect((await browser.get('/whoami')).text).toBe('null')
  })

  it.each(['before', 'after'])(
    'a login that a frozen store has cut off leaves nothing, thawed %s the time limit',
    async (when) => {
      const watched = await start()
      watched.freezesAt = 'vault:'
      const login = app.browser().post('/login?sub=alice')
      if (when === 'before') setTimeout(() => watched.thaw(), 50)
      expect((await login).status).toBe(when === 'before' ? 200 : 503)
      if (when === 'before') return expect([...(await watched.present())].sort()).toEqual(['active', 'login', 'vault'])
      watched.thaw()
      expect(watched.kept.size).toBeGreaterThan(0)
      await until(async () => (await watched.present()).length === 0)
      return undefined
    },
  )
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 300; turn += 1) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('it never came to that')
}
