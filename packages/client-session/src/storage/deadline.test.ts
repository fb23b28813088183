import { storeFailure } from './deadline.js'

describe('a failure of store or coordination', () => {
  it.each([
    [Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:6379'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [Object.assign(new Error('cannot execute INSERT in a read-only transaction'), { code: '25006' }), '25006'],
    [new Error("READONLY You can't write against a read only replica. script: secret"), 'READONLY'],
    [new Error('NOAUTH Authentication required.'), 'NOAUTH'],
    [
      Object.assign(new Error('the client is closed: redis://user:secret@host'), { name: 'ClientClosedError' }),
      'ClientClosedError',
    ],
    [{ name: 'TimeoutError' }, 'TimeoutError'],
  ])('names the code of the driver, and nothing of its text: %s', (cause, code) => {
    const { hint, code: own, status } = storeFailure(cause)
    expect([own, status, hint]).toEqual([
      'ERR_SESSION_STORE',
      503,
      `The session store or coordination failed: ${code}.`,
    ])
  })

  it('without a code has no hint', () => {
    expect(storeFailure(new Error('Secret of 10.0.0.7')).hint).toBeUndefined()
    expect(storeFailure('a string').hint).toBeUndefined()
  })
})
