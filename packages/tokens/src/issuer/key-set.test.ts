import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { createKeySet, explainMissingKey, UnusableKeySetError } from './key-set.js'

let rsa: JWK
let ec: JWK
let ed: JWK
beforeAll(async () => {
  rsa = await publicJwk('RS256')
  ec = await publicJwk('ES256')
  ed = await publicJwk('EdDSA')
})

async function publicJwk(algorithm: string, options = {}): Promise<JWK> {
  return exportJWK((await generateKeyPair(algorithm, { extractable: true, ...options })).publicKey)
}

const kidsOf = (keys: unknown[], algorithm: string, kid?: string) =>
  createKeySet({ keys })
    .find(algorithm, kid)
    .map((key) => key.kid)

describe('a key', () => {
  it('is found by its id and an algorithm that its type allows', () => {
    const keys = [
      { ...rsa, kid: 'a' },
      { ...ec, kid: 'b' },
      { ...ed, kid: 'c' },
    ]
    for (const algorithm of ['RS256', 'RS512', 'PS384']) expect(kidsOf(keys, algorithm, 'a')).toEqual(['a'])
    expect(kidsOf(keys, 'ES256', 'b')).toEqual(['b'])
    for (const algorithm of ['ES384', 'ES512', 'RS256', 'EdDSA', 'HS256', 'none']) {
      expect(kidsOf(keys, algorithm, 'b')).toEqual([])
    }
  })

  it('that names an algorithm is for no other', () => {
    expect(kidsOf([{ ...rsa, kid: 'a', alg: 'RS256' }], 'PS256', 'a')).toEqual([])
    expect(kidsOf([{ ...rsa, kid: 'a', alg: 'RS256' }], 'RS256', 'a')).toEqual(['a'])
  })

  it('on Ed25519 goes by both names of the algorithm', () => {
    for (const alg of ['EdDSA', 'Ed25519', undefined]) {
      for (const asked of ['EdDSA', 'Ed25519']) expect(kidsOf([{ ...ed, kid: 'a', alg }], asked, 'a')).toEqual(['a'])
    }
  })

  it('without an id may be anybody’s', () => {
    expect(kidsOf([rsa, { ...ec, kid: 'b' }], 'RS256', 'unheard of')).toEqual([undefined])
    expect(kidsOf([rsa, { ...rsa, kid: 'a' }], 'RS256', 'a')).toEqual(['a'])
  })

  it('is any fitting one for a token without a key id', () => {
    expect(kidsOf([{ ...rsa, kid: 'a' }, { ...ec, kid: 'b' }, ec], 'ES256')).toEqual(['b', undefined])
  })

  it('shares its id with keys of other algorithms, and each is found', () => {
    const keys = [
      { ...ed, kid: 'same' },
      { ...rsa, kid: 'same' },
      { ...ec, kid: 'same' },
    ]
    for (const algorithm of ['EdDSA', 'PS256', 'ES256']) expect(kidsOf(keys, algorithm, 'same')).toEqual(['same'])
  })

  it('has an id that is looked up in a map and used for nothing else', () => {
    for (const kid of ['__proto__', 'constructor', 'hasOwnProperty', '../../etc/passwd', '', '*']) {
      expect(kidsOf([{ ...rsa, kid: 'a' }], 'RS256', kid)).toEqual([])
      expect(kidsOf([{ ...rsa, kid }], 'RS256', kid)).toEqual([kid])
    }
  })
})

describe('is not taken:', () => {
  it.each<[string, (keys: { rsa: JWK; ec: JWK; ed: JWK }) => unknown]>([
    ['a shared secret', () => ({ kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0' })],
    ['a key for encryption', (keys) => ({ ...keys.rsa, use: 'enc' })],
    ['a key for an unheard-of use', (keys) => ({ ...keys.rsa, use: 'SIG' })],
    ['a key whose operations leave out verifying', (keys) => ({ ...keys.rsa, key_ops: ['encrypt'] })],
    ['a key whose operations are no list', (keys) => ({ ...keys.rsa, key_ops: 'verify' })],
    ['a private key', (keys) => ({ ...keys.rsa, d: 'AQAB' })],
    ['a private key on a curve', (keys) => ({ ...keys.ec, d: 'AAAA' })],
    ['a public key with a secret beside it', (keys) => ({ ...keys.rsa, k: 'c2VjcmV0' })],
    ['RSA with the exponent 1', (keys) => ({ ...keys.rsa, e: 'AQ' })],
    ['RSA with the exponent 3', (keys) => ({ ...keys.rsa, e: 'Aw' })],
    ['RSA of 512 bits', (keys) => ({ ...keys.rsa, n: keys.rsa.n?.slice(0, 86) })],
    ['RSA of 2040 bits', (keys) => ({ ...keys.rsa, n: keys.rsa.n?.slice(0, 340) })],
    ['RSA for an algorithm of encryption', (keys) => ({ ...keys.rsa, alg: 'RSA-OAEP' })],
    ['RSA for a shared-secret algorithm', (keys) => ({ ...keys.rsa, alg: 'HS256' })],
    ['a point that is not on its curve', (keys) => ({ ...keys.ec, x: keys.ec.y })],
    ['a curve without a type', (keys) => ({ ...keys.ec, kty: undefined })],
    ['X25519, which agrees on keys and signs nothing', (keys) => ({ ...keys.ed, crv: 'X25519' })],
    ['a key of an unheard-of type', () => ({ kty: 'PQC', x: 'AAAA' })],
    ['a key with numbers for members', () => ({ kty: 'RSA', n: 1, e: 65537 })],
    ['a key whose id isn’t a string', (keys) => ({ ...keys.rsa, kid: 7 })],
    ['null', () => null],
    ['text', () => 'key'],
    ['an array', () => []],
    ['an empty object', () => ({})],
  ])('%s, and the good key beside it works', (_name, bad) => {
    expect(() => createKeySet({ keys: [bad({ rsa, ec, ed })] })).toThrow(UnusableKeySetError)
    const set = createKeySet({ keys: [bad({ rsa, ec, ed }), { ...rsa, kid: 'good' }] })
    expect([set.keys.size, set.dropped.length]).toEqual([1, 1])
    expect(set.find('RS256', 'good')).toHaveLength(1)
  })

  it('secp256k1, which no algorithm here takes', () => {
    // By way of PEM: exporting a fresh key as a JWK can deadlock on Node 20.
    const { publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'secp256k1',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const jwk = createPublicKey(publicKey).export({ format: 'jwk' })
    expect(jwk.crv).toBe('secp256k1')
    expect(() => createKeySet({ keys: [jwk] })).toThrow(/no algorithm here/)
  })
})

describe('members that are null', () => {
  it.each(['use', 'key_ops', 'alg', 'kid', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'crv', 'x', 'y', 'x5c'])(
    'count as absent: %s',
    (name) => {
      const set = createKeySet({ keys: [{ kid: 'a', ...rsa, [name]: null }] })
      expect(set.find('RS256', name === 'kid' ? undefined : 'a')).toHaveLength(1)
      expect(set.dropped).toEqual([])
    },
  )
})

describe('what is dropped', () => {
  it('is named with a reason, and explains a token whose key is missing', () => {
    const set = createKeySet({
      keys: [
        { ...rsa, kid: 'good' },
        { ...rsa, kid: 'enc', use: 'enc' },
        { ...rsa, kid: 'weak', e: 'Aw' },
        { ...ec, kid: 'other', alg: 'ES384' },
        null,
      ],
    })
    expect(set.dropped).toEqual([
      { kid: 'enc', reason: 'its "use" is not "sig"' },
      { kid: 'weak', reason: 'it is an RSA key of less than 2048 bits, or with an exponent below 65537' },
      { kid: 'other', reason: 'its "alg" is not a signature algorithm for a key of its type' },
      { kid: undefined, reason: 'it is not a JSON object' },
    ])
    expect(explainMissingKey(set, 'RS256', 'enc')).toBe(
      'The issuer publishes the key \'enc\' of this token, but it can\'t be used: its "use" is not "sig".',
    )
    expect(explainMissingKey(set, 'ES256', 'good')).toBe(
      "The key 'good' of this token isn't for the algorithm 'ES256'.",
    )
    expect(explainMissingKey(set, 'RS256', 'new')).toBe(
      'The issuer publishes no key \'new\', which the token names in "kid".',
    )
    expect(explainMissingKey(set, 'ES256', undefined)).toContain("none for the algorithm 'ES256'")
  })

  it('is the reason, where nothing is left', () => {
    const keys = [{ ...rsa, use: 'enc' }, { ...rsa, use: 'enc' }, null]
    expect(() => createKeySet({ keys })).toThrow(
      'None of its 3 keys can be used: its "use" is not "sig"; it is not a JSON object.',
    )
  })
})

describe('a key set', () => {
  it.each([[undefined], [null], ['keys'], [7], [{}], [{ keys: {} }], [{ keys: 'RSA' }], [{ keys: [] }], [[]]])(
    'is not %j',
    (jwks) => {
      expect(() => createKeySet(jwks)).toThrow(UnusableKeySetError)
    },
  )

  it('has as many keys as are published', () => {
    const keys = Array.from({ length: 600 }, (_, index) => ({ ...ec, kid: `key-${index}` }))
    expect(createKeySet({ keys }).find('ES256', 'key-599')).toHaveLength(1)
  })

  it('holds a key once, however often it is published', () => {
    expect(createKeySet({ keys: [rsa, rsa, { ...rsa, use: 'sig', x5c: ['AAAA'] }] }).keys.size).toBe(1)
  })

  it('has 64 keys tried at most for a token without a key id', () => {
    const keys = Array.from({ length: 70 }, (_, index) => ({ ...ec, kid: `key-${index}` }))
    expect(createKeySet({ keys }).find('ES256', undefined)).toHaveLength(64)
  })

  it('keeps the keys of the set before it as the same objects, and retires those that are gone', () => {
    const before = createKeySet({
      keys: [
        { ...rsa, kid: 'a' },
        { ...ec, kid: 'b' },
      ],
    })
    const [stays] = before.find('RS256', 'a') ?? []
    const [goes] = before.find('ES256', 'b') ?? []
    const after = createKeySet(
      {
        keys: [
          { ...ed, kid: 'c' },
          { ...rsa, kid: 'a' },
        ],
      },
      before,
    )
    expect(after.find('RS256', 'a')[0]).toBe(stays)
    expect(stays?.retired).toBe(false)
    expect(goes?.retired).toBe(true)
    expect(after.find('ES256', 'b')).toEqual([])
  })

  it('that holds nothing usable retires nothing: the last good set stays', () => {
    const before = createKeySet({ keys: [rsa] })
    expect(() => createKeySet({ keys: [{ kty: 'oct' }] }, before)).toThrow(UnusableKeySetError)
    expect(before.find('RS256', undefined)[0]?.retired).toBe(false)
  })

  it('is another key when the same id comes with other bytes', () => {
    const before = createKeySet({ keys: [{ ...ec, kid: 'a' }] })
    const [old] = before.find('ES256', 'a') ?? []
    createKeySet({ keys: [{ ...ed, kid: 'a' }] }, before)
    expect(old?.retired).toBe(true)
  })

  it('takes no part of a key from a polluted prototype', () => {
    Object.assign(Object.prototype, { k: 'c2VjcmV0', d: 'AQAB' })
    try {
      expect(createKeySet({ keys: [rsa] }).keys.size).toBe(1)
    } finally {
      for (const name of ['k', 'd']) Reflect.deleteProperty(Object.prototype, name)
    }
  })
})
