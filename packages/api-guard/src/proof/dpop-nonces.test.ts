import { createDpopNonces } from './dpop-nonces.js'

const config = { secrets: ['first secret'], lifetime: 60, clockTolerance: 5 }
const begin = 1_800_000_000_000

it('issues one nonce for each half of a lifetime, the same on every machine', () => {
  const nonces = createDpopNonces(config)
  const first = nonces.current(begin)
  expect(nonces.current(begin + 29_999)).toBe(first)
  expect(nonces.current(begin + 30_000)).not.toBe(first)
  expect(createDpopNonces(config).current(begin + 10_000)).toBe(first)
})

it('accepts the nonce of this half and of the one before, and of clocks that differ by the tolerance', () => {
  const nonces = createDpopNonces(config)
  const nonce = nonces.current(begin)
  const accepted = [-5000, 0, 30_000, 59_999, 64_999].map((age) => nonces.isAccepted(nonce, begin + age))
  expect(accepted).toEqual([true, true, true, true, true])
  const refused = [-5001, 65_000, 90_000].map((age) => nonces.isAccepted(nonce, begin + age))
  expect(refused).toEqual([false, false, false])
})

it('accepts the nonces of all its secrets, and issues those of the first', () => {
  const old = createDpopNonces({ ...config, secrets: ['old secret'] })
  const both = createDpopNonces({ ...config, secrets: ['new secret', 'old secret'] })
  expect(both.isAccepted(old.current(begin), begin)).toBe(true)
  expect(old.isAccepted(both.current(begin), begin)).toBe(false)
})

it('does not mix up the halves of different lifetimes', () => {
  const twice = createDpopNonces({ ...config, lifetime: 120 })
  expect(createDpopNonces(config).isAccepted(twice.current(0), 0)).toBe(false)
})
