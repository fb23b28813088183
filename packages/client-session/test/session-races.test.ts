import type { Coordination } from '../src/storage/coordination.js'
import { memoryCoordination } from '../src/storage/memory-coordination.js'
import { memoryStore } from '../src/storage/memory-session-store.js'
import type { SessionStore } from '../src/storage/session-store.js'
import { type Browser, openBrowser } from './browser.js'
import { iss, type SessionsApp, startSessionsApp } from './sessions-app.js'

const rounds = 150

/** The same numbers on each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const random = seeded(20_261_121)
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, random() * 4))

/** Before and after each operation anything else may happen. */
function slowCoordination(): Coordination {
  return new Proxy(memoryCoordination(), {
    get:
      (target, name: keyof Coordination) =>
      async (...args: never[]) => {
        await pause()
        const response = await (target[name] as (...args: never[]) => Promise<unknown>)(...args)
        await pause()
        return response
      },
  })
}

function slowStore(): SessionStore {
  const store = memoryStore()
  return {
    get: (id, callback) =>
      void pause().then(() => store.get(id, (...found) => void pause().then(() => callback(...found)))),
    set: (id, row, callback) =>
      void pause().then(() => store.set(id, row, () => void pause().then(() => callback?.()))),
    destroy: (id, callback) => void pause().then(() => store.destroy(id, () => void pause().then(() => callback?.()))),
  }
}

describe('in whatever order things happen', () => {
  let app: SessionsApp
  beforeAll(async () => {
    // Every login has begun before every logout.
    const login = { startedAt: 0 }
    const everywhere = { session: { store: slowStore() }, coordination: slowCoordination() }
    app = await startSessionsApp({ ...everywhere, login, storeTimeout: 10 })
  })
  afterAll(() => app.close())

  const logouts: readonly ((browser: Browser, user: string) => Promise<unknown>)[] = [
    (browser) => browser.copy().post('/logout'),
    (_browser, user) => app.sessions.endBySubject(iss, user),
    (_browser, user) => app.sessions.endBySid(iss, `sid of ${user}`),
    async (_browser, user) => {
      const [known] = await app.sessions.list({ iss, sub: user })
      await app.sessions.revoke({ iss, sub: user }, known?.id ?? '')
    },
  ]

  const write = (browser: Browser) => browser.post('/write?cart=apples')
  const read = (browser: Browser) => browser.get('/whoami')
  const askForToken = (browser: Browser) => browser.get('/token')
  const renew = (browser: Browser) => browser.post('/renew')
  const logIn = (browser: Browser, user: string) => browser.post(`/login?sub=${user}&sid=sid%20of%20${user}`)

  // Whoever logs out with a session id that has just been renewed logs nobody out; and only a logout by subject or sid
  // is one for logins that are under way.
  const requests = [
    [write, read, askForToken],
    [write, read, askForToken, renew, logIn],
    [write, read, askForToken, renew, logIn],
    [write, read, askForToken, renew],
  ] as const

  it(`a logout that has ended leaves no way back, ${rounds} times`, async () => {
    const failures: string[] = []
    await Promise.all(
      Array.from({ length: rounds }, async (_, round) => {
        const user = `user-${round}`
        const browser = app.browser()
        await logIn(browser, user)
        const everywhere = [browser]
        const kind = round % logouts.length
        const possible = requests[kind] ?? []
        const running = Array.from({ length: 4 }, async () => {
          const tab = browser.copy()
          everywhere.push(tab)
          const request = possible[Math.floor(random() * possible.length)]
          await request?.(tab, user)
        })
        await pause()
        await pause()
        const logout = logouts[kind]?.(browser, user)
        await Promise.all([...running, logout])
        for (const { cookies } of everywhere) {
          const response = await openBrowser(app.url, cookies).get('/whoami')
          if (response.text !== 'null')
            failures.push(`round ${round}, logout ${kind}: ${response.status} ${response.text}`)
        }
        const left = await app.sessions.list({ iss, sub: user })
        if (left.length > 0) failures.push(`round ${round}, logout ${kind}: ${left.length} left in the index`)
      }),
    )
    expect(failures).toEqual([])
  }, 60_000)
})
