import { parseJws } from './jws.js'

const encode = (text: string | object) =>
  Buffer.from(typeof text === 'string' ? text : JSON.stringify(text)).toString('base64url')
const jws = (header: string | object, payload: string | object = { iss: 'a' }, signature = 'AAAA') =>
  `${encode(header)}.${encode(payload)}.${signature}`
const es256 = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' }

function codeOf(token: string): string {
  try {
    parseJws(token)
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'none'
}

it('takes header, payload and signature apart, and vouches for nothing in them', () => {
  const token = jws(es256, { iss: 'https://a.example', exp: 1 }, 'AQID')
  const parsed = parseJws(token)
  expect(parsed.unverifiedHeader).toEqual(es256)
  expect(parsed.unverifiedPayload).toEqual({ iss: 'https://a.example', exp: 1 })
  expect(parsed.signature).toEqual(Buffer.from([1, 2, 3]))
  expect(`${parsed.signingInput}.AQID`).toBe(token)
})

it('parses the header of one key once, and forgets headers before a flood of them fills the memory', () => {
  const first = parseJws(jws(es256)).unverifiedHeader
  expect(parseJws(jws(es256)).unverifiedHeader).toBe(first)
  for (let index = 0; index < 300; index += 1) parseJws(jws({ ...es256, kid: `kid-${index}` }))
  const again = parseJws(jws(es256)).unverifiedHeader
  expect(again).not.toBe(first)
  expect(again).toEqual(first)
})

describe('refuses as malformed', () => {
  it.each([
    ['nothing', ''],
    ['one part', 'opaque'],
    ['two parts', 'a.b'],
    ['two parts and a dot', `${encode(es256)}.${encode({})}`],
    ['four parts', `${jws(es256)}.AAAA`],
    ['six parts', `${jws(es256)}.AAAA.AAAA.AAAA`],
    ['no signature', `${encode(es256)}.${encode({})}.`],
    ['no header', `.${encode({})}.AAAA`],
    ['no payload', `${encode(es256)}..AAAA`],
    ['only dots', '..'],
    ['a padded signature', `${jws(es256, {}, 'AAA=')}`],
    ['a payload with a blank', `${encode(es256)}.${encode({})} .AAAA`],
    ['an array as payload', jws(es256, '[]')],
    ['null as payload', jws(es256, 'null')],
    ['text as payload', jws(es256, '"claims"')],
    ['an array as header', jws('["ES256"]')],
    ['a claim that is there twice', jws(es256, '{"aud":"a","aud":"b"}')],
    ['a header parameter that is there twice', jws('{"alg":"none","alg":"ES256"}')],
  ])('%s', (_name, token) => {
    expect(codeOf(token)).toBe('ERR_TOKEN_MALFORMED')
  })
})

describe('refuses before anything is decoded', () => {
  it('five parts, which are an encrypted token', () => {
    expect(codeOf('a.b.c.d.e')).toBe('ERR_TOKEN_ENCRYPTED')
    expect(codeOf(`${encode({ alg: 'PBES2-HS512+A256KW', p2c: 2 ** 31, enc: 'A256GCM' })}.e.e.e.e`)).toBe(
      'ERR_TOKEN_ENCRYPTED',
    )
  })

  it('more than 16 KiB', () => {
    const filled = (length: number) => jws(es256, {}, 'A'.repeat(length))
    expect(codeOf(filled(16_000))).toBe('none')
    expect(codeOf(filled(17_000))).toBe('ERR_TOKEN_TOO_LARGE')
  })
})

describe('refuses an algorithm that isn’t an asymmetric signature', () => {
  it.each([
    ['none', 'nOnE', 'NONE', 'None', '', 'HS256', 'HS384', 'HS512', 'hs256', 'RS1', 'rs256', 'RS256 ', 'ES256K'],
    ['A128KW', 'RSA-OAEP', 'dir', 'constructor', '__proto__', 'Ed448', null, 1, ['RS256'], { RS256: true }],
  ])('%p and its like', (...names) => {
    for (const alg of names) expect([alg, codeOf(jws({ ...es256, alg }))]).toEqual([alg, 'ERR_TOKEN_ALGORITHM'])
    expect(codeOf(jws({ typ: 'at+jwt' }))).toBe('ERR_TOKEN_ALGORITHM')
  })

  it('with advice for a shared secret', () => {
    expect(() => parseJws(jws({ alg: 'HS256' }))).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('shared secret') }),
    )
    expect(() => parseJws(jws({ alg: 'none' }))).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('asymmetric') }),
    )
  })
})

describe('refuses a header', () => {
  it.each([
    ['with an extension that has to be understood', { crit: ['b64'] }],
    ['with an empty crit', { crit: [] }],
    ['with crit as null', { crit: null }],
    ['with an unencoded payload', { b64: false }],
    ['with b64 at all', { b64: true }],
    ['with a kid of more than 256 characters', { kid: 'k'.repeat(257) }],
    ['with a kid that isn’t a string', { kid: 1 }],
    ['with null as kid', { kid: null }],
    ['with an object as kid', { kid: { toString: 'key-1' } }],
    ['with a typ that isn’t a string', { typ: ['at+jwt'] }],
  ])('%s', (_name, parameters) => {
    expect(codeOf(jws({ ...es256, ...parameters }))).toBe('ERR_TOKEN_HEADER')
  })

  it('that would get its parts from a polluted prototype', () => {
    Object.assign(Object.prototype, { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' })
    try {
      expect(codeOf(jws({ other: 1 }))).toBe('ERR_TOKEN_ALGORITHM')
      const { unverifiedHeader } = parseJws(jws({ alg: 'ES256', other: 2 }))
      expect(unverifiedHeader.typ).toBeUndefined()
      expect(unverifiedHeader.kid).toBeUndefined()
    } finally {
      for (const name of ['alg', 'typ', 'kid']) Reflect.deleteProperty(Object.prototype, name)
    }
  })
})
