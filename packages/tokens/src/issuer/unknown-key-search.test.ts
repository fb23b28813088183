import { keySearch } from './unknown-key-search.js'
import type { VerificationKey } from './verification-key.js'

const key = { kid: 'new' } as VerificationKey
const otherKey = { kid: 'old' } as VerificationKey
const nothing = () => []

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds)

/** A search, and when it fetched. */
function counted(fetch: () => Promise<void> = async () => undefined) {
  const fetchedAt: number[] = []
  const began = performance.now()
  const search = keySearch(() => {
    fetchedAt.push((performance.now() - began) / 1000)
    return fetch()
  })
  return { run: search.run, fetchedAt }
}

it('fetches at once for the first key that is not known', async () => {
  const keys: VerificationKey[] = []
  const search = counted(async () => void keys.push(key))
  expect(await search.run('new', () => [...keys])).toEqual([key])
  expect(search.fetchedAt).toEqual([0])
})

it('fetches once for all who ask meanwhile', async () => {
  const keys: VerificationKey[] = []
  const search = counted(async () => void keys.push(key))
  const responses = await Promise.all(Array.from({ length: 500 }, () => search.run('new', () => [...keys])))
  expect(responses).toEqual(Array(500).fill([key]))
  expect(search.fetchedAt).toEqual([0])
})

it('doubles the pause after each search in vain, up to three seconds', async () => {
  const search = counted()
  for (let count = 0; count < 28; count += 1) {
    await search.run('same', nothing)
    await pass(500)
  }
  expect(search.fetchedAt).toEqual([0, 2, 5, 8, 11])
})

it('starts with the first pause again after a search that found a new key', async () => {
  const keys: VerificationKey[] = []
  const search = counted()
  await search.run('a', nothing)
  await pass(2000)
  const running = search.run('new', () => [...keys])
  keys.push(key)
  expect(await running).toEqual([key])
  await pass(1000)
  await search.run('a', nothing)
  expect(search.fetchedAt).toEqual([0, 2, 3])
})

it('is not reset by a key that was there before: tokens without a key id and with wrong signatures', async () => {
  const search = counted()
  for (let count = 0; count < 20; count += 1) {
    expect(await search.run('kidless', () => [otherKey])).toEqual([otherKey])
    await pass(500)
  }
  expect(search.fetchedAt).toEqual([0, 2, 5, 8])
})

describe('while a stale client keeps sending an unknown key id, and the issuer rotates its keys,', () => {
  async function rotated(): Promise<{ readonly search: ReturnType<typeof counted>; readonly keys: VerificationKey[] }> {
    const keys: VerificationKey[] = []
    const published: VerificationKey[] = []
    const search = counted(async () => void keys.splice(0, keys.length, ...published))
    for (let second = 0; second < 10; second += 1) {
      expect(await search.run('stale', nothing)).toEqual([])
      await pass(1000)
    }
    published.push(key)
    return { search, keys }
  }

  it('an honest token waits for the next search, three seconds at most, and is never refused', async () => {
    const { search, keys } = await rotated()
    const began = performance.now()
    const honest = search.run('new', () => [...keys])
    await pass(3000)
    expect(await honest).toEqual([key])
    expect(performance.now() - began).toBeLessThanOrEqual(3000)
  })

  it('the stale client neither waits nor takes the place of somebody who does', async () => {
    const { search } = await rotated()
    const fetches = search.fetchedAt.length
    await search.run('stale', nothing)
    const stale = await Promise.all(Array.from({ length: 1000 }, () => search.run('stale', nothing)))
    expect(stale).toEqual(Array(1000).fill([]))
    expect(search.fetchedAt.length).toBeLessThanOrEqual(fetches + 1)
  })
})

describe('in a flood of random key ids', () => {
  it('a hundred wait; for the others nobody has looked, which is not the same as a missing key', async () => {
    const search = counted()
    await search.run('first', nothing)
    const flood = Array.from({ length: 150 }, (_, index) => search.run(`random-${index}`, nothing))
    const refused = await Promise.all(flood.slice(100))
    expect(refused).toEqual(Array(50).fill(undefined))
    await pass(2000)
    expect(await Promise.all(flood.slice(0, 100))).toEqual(Array(100).fill([]))
    expect(search.fetchedAt).toEqual([0, 2])
  })

  it('there are places again after each search', async () => {
    const search = counted()
    await search.run('first', nothing)
    for (let round = 0; round < 3; round += 1) {
      const waiting = Array.from({ length: 100 }, (_, index) => search.run(`${round}-${index}`, nothing))
      await pass(3000)
      expect(await Promise.all(waiting)).toEqual(Array(100).fill([]))
    }
  })
})

it('fails as the fetch fails, and during the pause too: not reaching the issuer proves nothing against a token', async () => {
  let down = true
  const keys: VerificationKey[] = []
  const search = counted(async () => {
    if (down) throw new Error('down')
    keys.push(key)
  })
  await expect(search.run('new', nothing)).rejects.toThrow('down')
  await pass(500)
  await expect(search.run('new', nothing)).rejects.toThrow('down')
  expect(search.fetchedAt).toEqual([0])
  down = false
  await pass(500)
  expect(await search.run('new', () => [...keys])).toEqual([key])
})

it('fails for those who wait when the fetch that they wait for fails', async () => {
  let down = false
  const search = counted(async () => {
    if (down) throw new Error('down')
  })
  await search.run('first', nothing)
  down = true
  const waiting = expect(search.run('second', nothing)).rejects.toThrow('down')
  await pass(2000)
  await waiting
})
