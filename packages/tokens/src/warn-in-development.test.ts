import { inspect } from 'node:util'
import { AuthError } from './errors.js'
import { subscribe } from './events.js'
import { warnInDevelopment } from './warn-in-development.js'

const environment = process.env.NODE_ENV
const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
let now = 0

beforeEach(() => {
  process.env.NODE_ENV = 'development'
  now += 3_600_000
  warn.mockClear()
})
afterAll(() => {
  process.env.NODE_ENV = environment
  warn.mockRestore()
})

const failure = new AuthError('ERR_ISSUER_MISMATCH', { hint: 'They must be the same, byte for byte.' })

it('prints a failure with its hint and its cause', () => {
  const cause = Object.assign(new Error('secret-token'), { code: 'ECONNREFUSED' })
  warnInDevelopment('token.refused', new AuthError('ERR_KEYS_UNAVAILABLE', { hint: 'Is it running?', cause }), now)
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining('(ERR_KEYS_UNAVAILABLE)\n  cause: ECONNREFUSED\n  hint: Is it')],
  ])
  expect(String(warn.mock.calls)).not.toContain('secret-token')
})

it('prints each code once a minute', () => {
  for (const later of [0, 1_000, 59_999]) warnInDevelopment('token.refused', failure, now + later)
  expect(warn).toHaveBeenCalledTimes(1)
  warnInDevelopment('token.refused', new AuthError('ERR_GUARD_MISSING'), now)
  warnInDevelopment('token.refused', failure, now + 60_000)
  expect(warn).toHaveBeenCalledTimes(3)
})

it.each(['production', 'test', 'staging'])('prints nothing where NODE_ENV is %s', (name) => {
  process.env.NODE_ENV = name
  warnInDevelopment('token.refused', failure, now)
  expect(warn).not.toHaveBeenCalled()
  expect(inspect(failure)).not.toContain('byte for byte')
})

it.each([undefined, 'development'])('prints where NODE_ENV is %s', (name) => {
  if (name === undefined) Reflect.deleteProperty(process.env, 'NODE_ENV')
  warnInDevelopment('token.refused', failure, now)
  expect(warn).toHaveBeenCalledTimes(1)
  expect(inspect(failure)).toContain('\n  hint: They must be the same, byte for byte.')
})

it("prints nothing about a caller's mistake", () => {
  warnInDevelopment('token.refused', new AuthError('ERR_TOKEN_EXPIRED', { hint: 'Refresh it.' }), now)
  expect(warn).not.toHaveBeenCalled()
})

it('prints a login that belongs to no cookie, which in development is usually a matter of host names', () => {
  warnInDevelopment('login.failed', new AuthError('ERR_LOGIN_STATE', { hint: 'Another host?' }), now)
  expect(warn).toHaveBeenCalledTimes(1)
})

it('prints nothing while somebody has subscribed to the event', () => {
  const unsubscribe = subscribe('token.refused', () => undefined)
  warnInDevelopment('token.refused', failure, now)
  expect(warn).not.toHaveBeenCalled()
  unsubscribe()
  warnInDevelopment('token.refused', failure, now)
  expect(warn).toHaveBeenCalledTimes(1)
})
