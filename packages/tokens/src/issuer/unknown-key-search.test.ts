import type { VerificationKey } from './key-set.js'
import { keySearch } from './unknown-key-search.js'

const key = { kid: 'new' } as VerificationKey
const otherKey = { kid: 'old' } as VerificationKey
const nothing = () => []

let clock = 0
beforeEach(() => {
  clock = 0
  jest.spyOn(performance, 'now').mockImplementation(() => clock)
})
afterEach(() => jest.restoreAllMocks())

/** A search, the number of its fetches, and how much time passes between one question and the next. */
function counted(fetch: () => Promise<void> = async () => undefined) {
  let fetches = 0
  const search = keySearch(() => {
    fetches += 1
    return fetch()
  })
  return { run: search.run, fetches: () => fetches }
}

it('fetches at once for the first key that is not known', async () => {
  const keys: VerificationKey[] = []
  const search = counted(async () => void keys.push(key))
  expect(await search.run(() => [...keys])).toEqual([key])
  expect(search.fetches()).toBe(1)
})

it('fetches once for all who ask meanwhile', async () => {
  const keys: VerificationKey[] = []
  const search = counted(async () => void keys.push(key))
  const responses = await Promise.all(Array.from({ length: 50 }, () => search.run(() => [...keys])))
  expect(responses).toEqual(Array(50).fill([key]))
  expect(search.fetches()).toBe(1)
})

it('doubles the pause after each fruitless fetch, up to thirty seconds', async () => {
  const search = counted()
  const fetchedAt: number[] = []
  for (; clock < 120_000; clock += 500) {
    const before = search.fetches()
    await search.run(nothing)
    if (search.fetches() > before) fetchedAt.push(clock / 1000)
  }
  expect(fetchedAt).toEqual([0, 2, 6, 14, 30, 60, 90])
})

it('begins anew after a fetch that brought a new key', async () => {
  const keys: VerificationKey[] = []
  const search = counted()
  await search.run(nothing)
  clock += 2000
  const running = search.run(() => [...keys])
  keys.push(key)
  expect(await running).toEqual([key])
  clock += 1000
  await search.run(nothing)
  expect(search.fetches()).toBe(3)
})

it('is not reset by a key that was there before: tokens without a key id and with wrong signatures', async () => {
  const search = counted()
  for (; clock < 29_000; clock += 500) expect(await search.run(() => [otherKey])).toEqual([otherKey])
  expect(search.fetches()).toBe(4)
})

it('fails as the fetch fails, and during the pause too: not reaching the issuer proves nothing against a token', async () => {
  let down = true
  const keys: VerificationKey[] = []
  const search = counted(async () => {
    if (down) throw new Error('down')
    keys.push(key)
  })
  await expect(search.run(nothing)).rejects.toThrow('down')
  clock += 500
  await expect(search.run(nothing)).rejects.toThrow('down')
  expect(search.fetches()).toBe(1)
  down = false
  clock += 500
  expect(await search.run(() => [...keys])).toEqual([key])
})
