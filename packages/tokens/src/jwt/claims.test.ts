import { audienceOf, checkTimes, claim, scopeClaim, stringArrayClaim, stringClaim, timeClaim } from './claims.js'

const now = 1_800_000_000

describe('a claim', () => {
  it('is an own property: what an object inherits was never signed', () => {
    const claims = Object.create({ sub: 'admin' })
    expect(claim(claims, 'sub')).toBeUndefined()
    expect(claim({}, 'constructor')).toBeUndefined()
    expect(claim({ sub: 'a' }, 'sub')).toBe('a')
  })

  it.each([[''], [7], [null], [['a']], [undefined]])('that should be text is not %p', (sub) => {
    expect(stringClaim({ sub }, 'sub')).toBeUndefined()
  })

  it('that should be a list is an array of strings and nothing else', () => {
    expect(stringArrayClaim({ groups: ['a', 'b c'] }, 'groups')).toEqual(['a', 'b c'])
    for (const groups of ['a', ['a', 1], { 0: 'a' }, null]) expect(stringArrayClaim({ groups }, 'groups')).toEqual([])
  })

  it('of words is split at single spaces and nowhere else', () => {
    expect(scopeClaim({ scope: 'read write' }, 'scope')).toEqual(['read', 'write'])
    expect(scopeClaim({ scope: ' read  write ' }, 'scope')).toEqual(['read', 'write'])
    expect(scopeClaim({ scope: 'read\twrite,admin\nx' }, 'scope')).toEqual(['read\twrite,admin\nx'])
    expect(scopeClaim({ scope: ['read write', 'x'] }, 'scope')).toEqual(['read write', 'x'])
    for (const scope of ['', 7, null, [1], { read: true }]) expect(scopeClaim({ scope }, 'scope')).toEqual([])
  })
})

describe('the audience', () => {
  it('is a string or an array of strings', () => {
    expect(audienceOf({ aud: 'a' })).toEqual(['a'])
    expect(audienceOf({ aud: ['a', 'b'] })).toEqual(['a', 'b'])
  })

  it.each([[undefined], [''], [[]], [['a', ['b']]], [[['a']]], [{ 0: 'a', length: 1 }], [1], [null], [true]])(
    'is not %j',
    (aud) => {
      expect(audienceOf({ aud })).toBeUndefined()
    },
  )
})

describe('the times', () => {
  const check = (claims: Record<string, unknown>) => () => checkTimes(claims, { now, tolerance: 5 })

  it('may differ by the tolerance, and not by a second more', () => {
    expect(check({ exp: now - 4, nbf: now + 5, iat: now + 5 })).not.toThrow()
    expect(check({ exp: now - 5 })).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_EXPIRED' }))
    expect(check({ exp: now + 60, nbf: now + 6 })).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_NOT_YET' }))
    expect(check({ exp: now + 60, iat: now + 6 })).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_NOT_YET' }))
  })

  it('say how long ago a token expired', () => {
    expect(check({ exp: now - 60 })).toThrow(
      expect.objectContaining({ hint: 'The token expired 60 seconds ago. The client has to get a new one.' }),
    )
  })

  it('say by how much a token is ahead of the clock', () => {
    for (const name of ['nbf', 'iat']) {
      expect(check({ exp: now + 60, [name]: now + 30.2 })).toThrow(
        expect.objectContaining({ hint: expect.stringContaining(`The "${name}" of the token is 31 seconds ahead`) }),
      )
    }
  })

  it('may be fractions of seconds (RFC 7519, 2)', () => {
    expect(timeClaim({ exp: now + 0.5 }, 'exp')).toBe(now + 0.5)
    expect(check({ exp: now - 4.5, nbf: now + 4.5, iat: now + 4.5 })).not.toThrow()
    expect(check({ exp: now - 5.5 })).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_EXPIRED' }))
    expect(check({ exp: now + 60, iat: now + 5.5 })).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_NOT_YET' }))
  })

  it('need an exp', () => {
    expect(check({ iat: now })).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CLAIMS', hint: 'The token has no "exp", or an empty one.' }),
    )
  })

  it.each([
    ['a string', '1900000000'],
    ['infinity, which is what 1e400 becomes', Number.POSITIVE_INFINITY],
    ['not a number', Number.NaN],
    ['beyond the safe integers', 2 ** 53],
    ['negative infinity', Number.NEGATIVE_INFINITY],
    ['null', null],
    ['true', true],
    ['an array', [now + 60]],
    ['an object', { valueOf: 1 }],
  ])('are not %s', (_name, time) => {
    for (const name of ['exp', 'nbf', 'iat']) {
      expect(() => timeClaim({ [name]: time }, name)).toThrow(
        expect.objectContaining({ code: 'ERR_TOKEN_CLAIMS', hint: `The "${name}" of the token is malformed.` }),
      )
      expect(check({ exp: now + 60, [name]: time })).toThrow(expect.objectContaining({ status: 401 }))
    }
  })
})
