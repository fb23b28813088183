import { createKeyRing } from '../storage/key-ring.js'
import type { LoginFacts } from './login-facts.js'
import { createLoginTransactions } from './login-transactions.js'

const issuer = 'https://issuer.example.com'
const open = (clientId: string) =>
  createLoginTransactions({
    keys: createKeyRing(['a secret of at least thirty-two bytes']),
    secure: true,
    clients: [{ issuer, clientId }],
  })
const transactions = open('client-1')
const facts: LoginFacts = { issuer, returnTo: '/', startedAt: 1_800_000_000, silent: false, attempt: 0 }

const cookieOf = (setCookie: string | undefined) => (setCookie ?? '').split(';')[0] ?? ''

it('a header full of made-up cookies costs a bounded amount of work and of Set-Cookie lines', () => {
  const madeUp = Array.from({ length: 600 }, (_, index) => `__Host-tandem-login-${index}=x`).join('; ')
  const { cookies } = transactions.begin(madeUp, facts)
  expect(cookies.length).toBeGreaterThan(1)
  expect(cookies.length).toBeLessThan(32)
})

it('another client of the same issuer, with the same secret, does not know the attempt', () => {
  const { transaction, cookies } = transactions.begin(undefined, facts)
  expect(open('client-2').take(cookieOf(cookies[0]), transaction.state).transaction).toBeUndefined()
})

it('the oldest of ten attempts is cleared for an eleventh', () => {
  const begun = Array.from({ length: 10 }, (_, index) =>
    transactions.begin(undefined, { ...facts, startedAt: index + 1 }),
  )
  const header = begun.map(({ cookies }) => cookieOf(cookies[0])).join('; ')
  const { cookies } = transactions.begin(header, { ...facts, startedAt: 11 })
  expect(cookies).toHaveLength(2)
  expect(cookies[0]).toBe(
    `${cookieOf(begun[0]?.cookies[0]).split('=')[0]}=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0`,
  )
})

it('a cookie that was planted beside the real one makes the attempt unknown', () => {
  const { transaction, cookies } = transactions.begin(undefined, facts)
  const cookie = cookieOf(cookies[0])
  expect(transactions.take(cookie, transaction.state).transaction).toEqual(transaction)
  expect(transactions.take(`${cookie}; ${cookie}`, transaction.state).transaction).toBeUndefined()
  // U+00A0 before the name, which a sibling domain can set: another cookie, and no repetition.
  expect(transactions.take(`\u00a0${cookie}`, transaction.state).transaction).toBeUndefined()
  expect(transactions.take(`\u00a0${cookie}; ${cookie}`, transaction.state).transaction).toEqual(transaction)
})
