import fc from 'fast-check'
import { moveClock, takeClock } from '../../test/clock.js'
import { createScheduledSessions, type ScheduledSessions } from '../../test/scheduled-sessions.js'
import { iss } from '../../test/sessions-app.js'
import { memoryStore } from '../storage/memory-session-store.js'

const renew = async ({ visit, sessions }: ScheduledSessions, sessionId: string) => {
  const { req } = await visit(sessionId)
  await sessions.renewSessionId(req)
  return req.sessionID
}

const write = async ({ visit }: ScheduledSessions, sessionId: string) => {
  const { session } = (await visit(sessionId)).req
  if (session === undefined) return
  session.cart = 'apples'
  await new Promise<unknown>((resolve) => session.save(resolve))
}

describe('a new session id, in whatever order things happen', () => {
  it('renewals at once leave exactly one id, and no fork of it that a logout misses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, count) => {
        const app = createScheduledSessions()
        const first = await app.logIn('alice')
        app.scheduler.current = scheduler
        const renewals = Array.from({ length: count }, () => renew(app, first))
        const results = await scheduler.waitFor(Promise.allSettled([...renewals, write(app, first)]))
        app.scheduler.current = undefined
        const renewed = results
          .slice(0, count)
          .flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
        expect(renewed).toHaveLength(1)
        expect(await app.countActive()).toBe(1)
        expect((await app.visit(renewed[0] as string)).record?.sub).toBe('alice')
        expect(await app.sessions.endBySubject(iss, 'alice')).toHaveLength(1)
        expect(await app.countActive()).toBe(0)
      }),
      { numRuns: 150 },
    )
  }, 60_000)

  it('a logout by subject during renewals ends every id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const app = createScheduledSessions()
        const first = await app.logIn('alice')
        app.scheduler.current = scheduler
        const logout = app.sessions.endBySubject(iss, 'alice')
        await scheduler.waitFor(Promise.allSettled([renew(app, first), renew(app, first), logout]))
        app.scheduler.current = undefined
        expect(await app.countActive()).toBe(0)
        expect(await app.sessions.list({ iss, sub: 'alice' })).toEqual([])
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})

it('an unfinished renewal keeps others out for half a minute; then one takes over, and it cannot finish any more', async () => {
  takeClock()
  const store = memoryStore()
  const held: (() => void)[] = []
  const app = createScheduledSessions({ session: { store } })
  const first = await app.logIn('alice')
  const { set } = store
  store.set = (...args) => void held.push(() => set(...args))
  const stuck = renew(app, first)
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve))
  store.set = set
  await expect(renew(app, first)).rejects.toMatchObject({ code: 'ERR_LOGIN_REQUIRED' })
  moveClock(31_000)
  const second = await renew(app, first)
  for (const release of held) release()
  await expect(stuck).rejects.toMatchObject({ code: 'ERR_LOGIN_REQUIRED' })
  expect((await app.visit(second)).record?.sub).toBe('alice')
  expect(await app.countActive()).toBe(1)
  jest.useRealTimers()
})
