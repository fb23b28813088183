import { parseSessionConfig } from './session-config.js'

describe('session options', () => {
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
