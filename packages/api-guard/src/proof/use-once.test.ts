import { useOnce } from './use-once.js'

const use = { key: 'k', seconds: 60, request: {} }

it('is synchronous where the store is', () => {
  expect(useOnce({ remember: () => true }, use)).toBeUndefined()
})

it('does not wait longer than two seconds for a store', async () => {
  jest.useFakeTimers()
  const used = useOnce({ remember: () => new Promise<boolean>(() => undefined) }, use)
  const refused = expect(used).rejects.toMatchObject({ code: 'ERR_REPLAY_STORE', status: 503 })
  jest.advanceTimersByTime(2000)
  await refused
  jest.useRealTimers()
})
