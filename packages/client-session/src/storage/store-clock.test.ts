import { moveClock, takeClock } from '../../test/clock.js'
import { createStoreClock } from './store-clock.js'

const store = { now: 1_000, asked: 0 }
const open = () =>
  createStoreClock({
    async time() {
      store.asked += 1
      return store.now
    },
  })

beforeEach(() => {
  Object.assign(store, { now: 1_000, asked: 0 })
})
afterEach(() => jest.useRealTimers())

describe('the clock of the store', () => {
  it('is asked once, also by many at once, and then counted on', async () => {
    const clock = open()
    expect(clock.read()).toBeUndefined()
    const times = await Promise.all(Array.from({ length: 5 }, () => clock.now()))
    for (const time of times) expect(time).toBeCloseTo(1_000, 1)
    expect(clock.read()).toBeGreaterThanOrEqual(1_000)
    expect(store.asked).toBe(1)
  })

  it('is asked again when the clock of this machine was set', async () => {
    const clock = open()
    await clock.now()
    takeClock()
    moveClock(7_200_000)
    expect(clock.read()).toBeUndefined()
    store.now = 2_000
    expect(await clock.now()).toBeCloseTo(2_000, 1)
  })

  it('fails with the store, and asks again afterwards', async () => {
    let failing = true
    const clock = createStoreClock({
      time: () => (failing ? Promise.reject(new Error('down')) : Promise.resolve(5)),
    })
    await expect(clock.now()).rejects.toThrow('down')
    failing = false
    expect(await clock.now()).toBeCloseTo(5, 1)
  })
})
