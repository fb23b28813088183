import { RedisStore } from 'connect-redis'
import { Redis } from 'ioredis'
import { parseSessionConfig } from './session-config.js'

describe('the default name of the cookie', () => {
  const nameOf = (config: { secureCookies: boolean; port?: string; session?: { name: string } }) =>
    parseSessionConfig(config).cookieName

  it('has the port over http, where it is not the default one', () => {
    expect(nameOf({ secureCookies: false, port: '3000' })).toBe('tandem-3000')
    expect(nameOf({ secureCookies: false, port: '' })).toBe('tandem')
    expect(nameOf({ secureCookies: true, port: '8443' })).toBe('__Host-tandem')
    expect(nameOf({ secureCookies: false, port: '3000', session: { name: 'sid' } })).toBe('sid')
  })
})

describe('session options', () => {
  it('with a client of ioredis in connect-redis 9 are refused, which would fail at the first login', () => {
    const client = new Redis({ lazyConnect: true })
    const store = new RedisStore({ client: client as never })
    expect(() =>
      parseSessionConfig({ secureCookies: true, session: { store }, coordination: 'single-process' }),
    ).toThrow(
      'clientSession: "session.store" has a client of ioredis: use connect-redis 8 with it, or the package redis',
    )
  })

  it.each([
    [{ stroe: {} }, 'clientSession: unknown option "session.stroe"; did you mean "session.store"?'],
    [
      { cookie: { sameSIte: 'none' } },
      'clientSession: unknown option "session.cookie.sameSIte"; did you mean "session.cookie.sameSite"?',
    ],
  ])('with a misspelled name are refused, and the right name is suggested: %j', (session, message) => {
    expect(() => parseSessionConfig({ secureCookies: true, session: session as object })).toThrow(
      new TypeError(message),
    )
  })
})
