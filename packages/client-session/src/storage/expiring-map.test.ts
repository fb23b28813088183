import { createExpiringMap } from './expiring-map.js'

const start = Date.UTC(2026, 0, 1)

beforeEach(() => void jest.useFakeTimers({ now: start }))
afterEach(() => jest.useRealTimers())

describe('an expiring map', () => {
  it('forgets what has expired', () => {
    const map = createExpiringMap<string>(10)
    map.set('a', 'one', 5)
    jest.setSystemTime(start + 4999)
    expect(map.get('a')).toBe('one')
    jest.setSystemTime(start + 5000)
    expect(map.get('a')).toBeUndefined()
  })

  it('is bounded: what was used least recently goes first', () => {
    const map = createExpiringMap<number>(3)
    for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) map.set(key, value, 60)
    map.get('a')
    map.set('d', 4, 60)
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([1, undefined, 3, 4])
    for (let index = 0; index < 1000; index += 1) map.set(`flood-${index}`, index, 60)
    expect(map.size).toBe(3)
  })

  it('does not leak what nobody asks for again', () => {
    const map = createExpiringMap<number>(10_000)
    for (let index = 0; index < 1000; index += 1) map.set(`${index}`, index, 30)
    jest.setSystemTime(start + 61_000)
    map.set('new', 1, 30)
    expect(map.size).toBe(1)
  })
})
