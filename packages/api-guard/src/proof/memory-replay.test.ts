import { memoryReplay } from './memory-replay.js'

afterEach(() => jest.useRealTimers())

function at(seconds: number): void {
  jest.useFakeTimers({ now: seconds * 1000 })
}

it('knows a key for at least as long as it was told, and forgets it within twice that time', () => {
  const store = memoryReplay()
  at(1000)
  expect(store.remember('a', 60)).toBe(true)
  for (const seconds of [1000, 1030, 1059.9]) {
    at(seconds)
    expect(store.remember('a', 60)).toBe(false)
  }
  at(1059)
  expect(store.remember('b', 60)).toBe(true)
  at(1118.9)
  expect(store.remember('b', 60)).toBe(false)
  at(1121)
  expect(store.remember('a', 60)).toBe(true)
})

it('keeps keys when the clock is set back', () => {
  const store = memoryReplay()
  at(1000)
  store.remember('a', 60)
  at(500)
  expect(store.remember('a', 60)).toBe(false)
})

it('refuses new keys when it is full, forgets none, and goes on when there is room', () => {
  const store = memoryReplay(2)
  at(1000)
  expect([store.remember('a', 60), store.remember('b', 60)]).toEqual([true, true])
  expect(() => store.remember('c', 60)).toThrow('the replay store is full')
  expect(store.remember('a', 60)).toBe(false)
  at(1121)
  expect(store.remember('c', 60)).toBe(true)
})
