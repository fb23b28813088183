import { moveClock, takeClock } from '../../test/clock.js'
import { type SessionsApp, startSessionsApp } from '../../test/sessions-app.js'
import type { Coordination } from '../storage/coordination.js'
import { memoryCoordination } from '../storage/memory-coordination.js'
import type { SessionRow, SessionStore } from '../storage/session-store.js'
import {
  isDueForExtension,
  isDueForRenewal,
  isOver,
  secondsToKeep,
  secondsToKeepLogin,
  sessionLimits,
} from './session-limits.js'

const limits = sessionLimits(600, 3600)
const record = {
  v: 1,
  loginId: 'g',
  iss: 'i',
  clientId: 'c',
  sub: 's',
  authTime: 0,
  createdAt: 1000,
  user: {},
} as const
const activeSession = { loginId: 'g', lastSeen: 1000, endsAt: 4600, keptUntil: 4600 }

describe('the limits of a session', () => {
  it.each([
    ['within all limits', {}, 1599, false],
    ['idle for the idle time', {}, 1600, true],
    ['seen since', { lastSeen: 1500 }, 1600, false],
    ['as old as the absolute limit', { lastSeen: 4500, endsAt: 9999 }, 4600, true],
    ['at the limit of the provider', { lastSeen: 1900, endsAt: 2000 }, 2000, true],
    ['the active session of another login', { loginId: 'other' }, 1001, true],
  ])('%s', (_name, change, now, over) => {
    expect(isOver(record, { ...activeSession, ...change }, limits, now)).toBe(over)
  })

  it('renew once in a tenth of the idle time, and at least once a minute', () => {
    expect(sessionLimits(60, 3600).threshold).toBe(6)
    expect(sessionLimits(86_400, 604_800).threshold).toBe(60)
    expect([1059, 1060].map((now) => isDueForRenewal(activeSession, limits, now))).toEqual([false, true])
  })

  it('keep a row until the idle time is surely over, and never past the end', () => {
    expect(secondsToKeep(4600, limits, 1000)).toBe(660)
    expect(secondsToKeep(1010, limits, 1000)).toBe(10)
    expect(secondsToKeep(900, limits, 1000)).toBe(1)
  })
})

describe('what belongs to a login', () => {
  it('is kept a quarter longer than the idle time, and extended before a session could outlive it', () => {
    expect(secondsToKeepLogin(9999, limits, 1000)).toBe(810)
    expect(secondsToKeepLogin(1010, limits, 1000)).toBe(10)
    const kept = { ...activeSession, endsAt: 9999, keptUntil: 1810 }
    expect([1000, 1150, 1151].map((now) => isDueForExtension(kept, limits, now))).toEqual([false, false, true])
    expect(isDueForExtension({ ...kept, endsAt: 1810 }, limits, 1700)).toBe(false)
  })
})

describe('over a store and a coordination that never forget anything', () => {
  let app: SessionsApp
  beforeEach(() => void takeClock())
  afterEach(async () => {
    jest.useRealTimers()
    await app.close()
  })

  it.each([
    ['the idle time', 600, 86_400, 86_400],
    ['the absolute limit', 86_400, 600, 86_400],
    ['the limit of the provider', 86_400, 86_400, 600],
  ])('%s ends a session all the same', async (_name, idleTimeout, absoluteTimeout, providerLimit) => {
    const login = { expiresAt: Date.now() / 1000 + providerLimit }
    const everywhere = { session: { store: everlastingStore() }, coordination: everlasting() }
    app = await startSessionsApp({ ...everywhere, idleTimeout, absoluteTimeout, login })
    const browser = app.browser()
    await browser.post('/login?sub=alice')
    moveClock(599_000)
    expect((await browser.copy().get('/whoami')).text).toBe('"alice"')
    // The request before has moved the idle time on, and neither of the other two limits.
    moveClock(idleTimeout === 600 ? 601_000 : 2000)
    expect((await browser.get('/whoami')).text).toBe('null')
  })
})

function everlasting(): Coordination {
  const coordination = memoryCoordination()
  return {
    ...coordination,
    setIfAbsent: (key, value) => coordination.setIfAbsent(key, value, 1e9),
    compareAndSet: (key, version, value) => coordination.compareAndSet(key, version, value, 1e9),
  }
}

function everlastingStore(): SessionStore {
  const rows = new Map<string, string>()
  return {
    get: (sessionId, callback) => callback(undefined, parse(rows.get(sessionId))),
    set(sessionId, row, callback) {
      rows.set(sessionId, JSON.stringify(row))
      callback?.()
    },
    destroy(sessionId, callback) {
      rows.delete(sessionId)
      callback?.()
    },
  }
}

function parse(row: string | undefined): SessionRow | undefined {
  return row === undefined ? undefined : JSON.parse(row)
}
