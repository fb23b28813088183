import { constants, createPublicKey, KeyObject, sign } from 'node:crypto'
import fc from 'fast-check'
import { CompactSign, type CryptoKey, compactVerify, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import {
  algorithmNames,
  createKeySource,
  createMetadataSource,
  createProviderFetch,
  isAuthError,
  type KeySource,
  parseJws,
  verifySignature,
} from '../src/index.js'

// `PROPERTY_RUNS=100000 npm test -- signatures` looks longer.
const runs = Number(process.env.PROPERTY_RUNS ?? 3000)
const enoughTime = 30_000 + 10 * runs

interface KeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: KeyObject
}
const keyPairs = new Map<string, KeyPair>()
let keys: KeySource
let samples: readonly Token[]

/** A token in its parts, rightly signed until it is changed. */
interface Token {
  readonly algorithm: string
  readonly header: object
  readonly payload: object
  readonly signature: Buffer
}

beforeAll(async () => {
  const jwks: object[] = []
  for (const algorithm of algorithmNames) {
    const { privateKey, jwk } = await generateKeys(algorithm)
    keyPairs.set(algorithm, { privateKey, publicKey: createPublicKey({ key: { ...jwk }, format: 'jwk' }) })
    jwks.push({ ...jwk, kid: algorithm })
  }
  const issuer = 'https://issuer.example'
  const fetch = createProviderFetch('test', {})
  const metadata = createMetadataSource({ issuer, fetch, metadata: {} })
  keys = createKeySource({ issuer, fetch, metadata, jwks: { keys: jwks } })
  const payloads = [{}, { iss: issuer, n: 1 }, { iss: issuer, list: ['a', { b: 'ö' }] }]
  samples = await Promise.all(
    algorithmNames.flatMap((algorithm) => payloads.map((payload) => signedByJose(algorithm, payload))),
  )
})

// One RSA key for its six algorithms: making one takes as long as a thousand comparisons.
let rsa: JWK | undefined

async function generateKeys(algorithm: string): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const isRsa = /^[RP]S/.test(algorithm)
  const generated = async () => exportJWK((await generateKeyPair(algorithm, { extractable: true })).privateKey)
  const privateJwk = (isRsa ? rsa : undefined) ?? (await generated())
  if (isRsa) rsa = privateJwk
  const { kty, n, e, crv, x, y } = privateJwk
  return { privateKey: (await importJWK(privateJwk, algorithm)) as CryptoKey, jwk: { kty, n, e, crv, x, y } as JWK }
}

function keyPair(algorithm: string): KeyPair {
  const pair = keyPairs.get(algorithm)
  if (pair === undefined) throw new Error(algorithm)
  return pair
}

async function signedByJose(algorithm: string, payload: object, more: object = {}): Promise<Token> {
  const header = { ...more, alg: algorithm, kid: algorithm }
  const token = await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader(header)
    .sign(keyPair(algorithm).privateKey)
  return { algorithm, header, payload, signature: Buffer.from(token.split('.')[2] ?? '', 'base64url') }
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const inputOf = ({ header, payload }: Token) => `${encode(header)}.${encode(payload)}`
const textOf = (token: Token) => `${inputOf(token)}.${token.signature.toString('base64url')}`

async function isAccepted(text: string): Promise<boolean> {
  try {
    await verifySignature(parseJws(text), keys)
    return true
  } catch (error) {
    if (isAuthError(error) && error.status === 401) return false
    throw error
  }
}

async function isAcceptedByJose(text: string, { algorithm }: Token): Promise<boolean> {
  try {
    await compactVerify(text, keyPair(algorithm).publicKey, { algorithms: [...algorithmNames] })
    return true
  } catch {
    return false
  }
}

describe('agrees with jose', () => {
  it(
    'on tokens that jose has signed, with any header and any claims',
    async () => {
      const name = fc.string({ minLength: 1 }).filter((text) => !['alg', 'kid', 'typ', 'crit', 'b64'].includes(text))
      const payload = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...algorithmNames),
          payload,
          fc.dictionary(name, fc.string()),
          async (...all) => {
            const token = await signedByJose(...all)
            const text = textOf(token)
            expect(await isAccepted(text)).toBe(true)
            expect(JSON.stringify(parseJws(text).unverifiedPayload)).toBe(JSON.stringify(token.payload))
          },
        ),
        { numRuns: Math.ceil(runs / 10) },
      )
    },
    enoughTime,
  )

  it(
    'on tokens that were changed: accepts none that jose refuses, and refuses for its loose spelling alone',
    async () => {
      let accepted = 0
      await fc.assert(
        fc.asyncProperty(
          fc.nat(),
          fc.array(changeOfToken, { maxLength: 2 }),
          changeOfText,
          async (index, changes, last) => {
            const original = samples[index % samples.length] as Token
            const token = changes.reduce((changed, change) => change(changed), original)
            const text = last(textOf(token))
            const [ours, joses] = await Promise.all([isAccepted(text), isAcceptedByJose(text, original)])
            if (ours) accepted += 1
            expect(ours).toBe(joses && isCanonical(text))
          },
        ),
        { numRuns: runs },
      )
      // Enough of them must be right for the comparison to say anything.
      expect(accepted).toBeGreaterThan(runs / 50)
    },
    enoughTime,
  )
})

function isCanonical(text: string): boolean {
  return text.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

// The order of the curve's group, for signatures that mean the same and look different.
const orders: Readonly<Record<string, bigint>> = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ES512:
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
}

const toNumber = (bytes: Buffer) => BigInt(`0x0${bytes.toString('hex')}`)
const toBytes = (number: bigint, length: number) =>
  Buffer.from(
    number
      .toString(16)
      .padStart(2 * length, '0')
      .slice(-2 * length),
    'hex',
  )

function withHalves(token: Token, change: (r: bigint, s: bigint, order: bigint) => readonly [bigint, bigint]): Token {
  const order = orders[token.algorithm]
  if (order === undefined) return token
  const length = token.signature.length / 2
  const [r, s] = [token.signature.subarray(0, length), token.signature.subarray(length)]
  const halves = change(toNumber(r), toNumber(s), order)
  return { ...token, signature: Buffer.concat(halves.map((half) => toBytes(half, length))) }
}

function toDer(signature: Buffer): Buffer {
  const integer = (half: Buffer) => {
    const digits = half.subarray(half.findIndex((byte) => byte !== 0))
    const positive = (digits[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), digits]) : digits
    return Buffer.concat([Buffer.from([2, positive.length]), positive])
  }
  const half = signature.length / 2
  const body = Buffer.concat([integer(signature.subarray(0, half)), integer(signature.subarray(half))])
  const length = body.length > 127 ? [0x81, body.length] : [body.length]
  return Buffer.concat([Buffer.from([0x30, ...length]), body])
}

type Change<T> = (value: T) => T
const changeOfToken: fc.Arbitrary<Change<Token>> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(7)).map(([position, bit]) => (token: Token) => {
    const signature = Buffer.from(token.signature)
    const index = position % signature.length
    signature.writeUInt8(signature.readUInt8(index) ^ (1 << bit), index)
    return { ...token, signature }
  }),
  fc.nat(4).map((bytes) => (token: Token) => ({
    ...token,
    signature: token.signature.subarray(0, token.signature.length - bytes),
  })),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => (token: Token) => ({
    ...token,
    signature: Buffer.concat([token.signature, bytes]),
  })),
  fc.uint8Array({ maxLength: 2 }).map((bytes) => (token: Token) => ({
    ...token,
    signature: Buffer.concat([bytes, token.signature]),
  })),
  fc.constantFrom(...algorithmNames, 'none', 'HS256').map((alg) => (token: Token) => ({
    ...token,
    header: { ...token.header, alg },
  })),
  fc.constantFrom(...algorithmNames, undefined).map((kid) => (token: Token) => ({
    ...token,
    header: { ...token.header, kid },
  })),
  fc.nat().map((index) => (token: Token) => ({
    ...token,
    signature: (samples[index % samples.length] ?? token).signature,
  })),
  fc.constant((token: Token) => ({ ...token, payload: { ...token.payload, admin: true } })),
  fc.constant((token: Token) => ({ ...token, signature: toDer(token.signature) })),
  fc.constant((token: Token) => withHalves(token, (r, s, order) => [r, order - s])),
  fc.constant((token: Token) => withHalves(token, (r, s) => [s, r])),
  fc.constant((token: Token) => token),
)

const changeOfText: fc.Arbitrary<Change<string>> = fc.oneof(
  { weight: 3, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('=', '==', 'A', 'AA', ' ', '\n', '.', '.AAAA')
      .map((end) => (text: string) => text + end),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(), fc.constantFrom(' ', '\t', '\n', '=', '+', '/', '-', '_', 'A', '.'))
      .map(([position, character]) => (text: string) => {
        const index = position % (text.length + 1)
        return text.slice(0, index) + character + text.slice(index)
      }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...'ABCDQRSTgw_-').map((last) => (text: string) => text.slice(0, -1) + last),
  },
)

describe('refuses a signature', () => {
  const forgeries: readonly [string, readonly string[], Change<Token>][] = [
    [
      'of nothing but zeros',
      algorithmNames,
      (token) => ({ ...token, signature: Buffer.alloc(token.signature.length) }),
    ],
    [
      'of nothing but ones',
      algorithmNames,
      (token) => ({ ...token, signature: Buffer.alloc(token.signature.length, 255) }),
    ],
    ['without its last byte', algorithmNames, (token) => ({ ...token, signature: token.signature.subarray(0, -1) })],
    ['without its first byte', algorithmNames, (token) => ({ ...token, signature: token.signature.subarray(1) })],
    ['of a single byte', algorithmNames, (token) => ({ ...token, signature: Buffer.from([1]) })],
    [
      'with a zero before it',
      algorithmNames,
      (token) => ({ ...token, signature: Buffer.concat([Buffer.alloc(1), token.signature]) }),
    ],
    [
      'with a zero behind it',
      algorithmNames,
      (token) => ({ ...token, signature: Buffer.concat([token.signature, Buffer.alloc(1)]) }),
    ],
    ['in DER', Object.keys(orders), (token) => ({ ...token, signature: toDer(token.signature) })],
    ['with r = 0', Object.keys(orders), (token) => withHalves(token, (_r, s) => [0n, s])],
    ['with s = 0', Object.keys(orders), (token) => withHalves(token, (r) => [r, 0n])],
    [
      'with r = 0 and s = 0, which proves anything to a careless library',
      Object.keys(orders),
      (token) => withHalves(token, () => [0n, 0n]),
    ],
    ['with r = 1 and s = 1', Object.keys(orders), (token) => withHalves(token, () => [1n, 1n])],
    [
      'with r and s of the group’s order',
      Object.keys(orders),
      (token) => withHalves(token, (_r, _s, order) => [order, order]),
    ],
    ['with r and s swapped', Object.keys(orders), (token) => withHalves(token, (r, s) => [s, r])],
  ]

  it.each(
    forgeries.flatMap(([name, algorithms, forge]) => algorithms.map((algorithm) => [name, algorithm, forge] as const)),
  )('%s (%s)', async (_name, algorithm, forge) => {
    const token = await signedByJose(algorithm, { iss: 'a' })
    expect(await isAccepted(textOf(token))).toBe(true)
    expect(await isAccepted(textOf(forge(token)))).toBe(false)
  })

  it.each(
    algorithmNames.flatMap((made) => algorithmNames.filter((named) => named !== made).map((named) => [made, named])),
  )('made by %s under the name of %s', async (made, named) => {
    const isSame = made.startsWith('Ed') && named.startsWith('Ed')
    const { privateKey } = keyPair(made)
    const input = `${encode({ alg: named, kid: made })}.${encode({ iss: 'a' })}`
    const ownHeader = await new CompactSign(Buffer.from(JSON.stringify({ iss: 'a' })))
      .setProtectedHeader({ alg: made, kid: made })
      .sign(privateKey)
    expect(await isAccepted(`${input}.${ownHeader.split('.')[2]}`)).toBe(false)
    // An Ed25519 key signs the same under both of its names.
    if (isSame) expect(await isAccepted(textOf(await signedByJose(named, { iss: 'a' })))).toBe(true)
  })

  it.each([0, 20, 31, 33, constants.RSA_PSS_SALTLEN_MAX_SIGN])(
    'by PS256 with a salt of %i bytes',
    async (saltLength) => {
      const header = { alg: 'PS256', kid: 'PS256' }
      const token: Token = { algorithm: 'PS256', header, payload: {}, signature: Buffer.alloc(0) }
      const key = KeyObject.from(keyPair('PS256').privateKey)
      const withSalt = (length: number) => ({
        ...token,
        signature: sign('sha256', Buffer.from(inputOf(token)), {
          key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: length,
        }),
      })
      expect(await isAccepted(textOf(withSalt(32)))).toBe(true)
      expect(await isAccepted(textOf(withSalt(saltLength)))).toBe(false)
    },
  )

  it('by RSA that begins with a zero byte, once that byte is left out', async () => {
    for (let n = 0; ; n += 1) {
      const token = await signedByJose('RS256', { n })
      if (token.signature[0] !== 0) continue
      expect(await isAccepted(textOf(token))).toBe(true)
      expect(await isAccepted(textOf({ ...token, signature: token.signature.subarray(1) }))).toBe(false)
      return
    }
  })

  it('by Ed25519 whose second half has the group’s order added to it', async () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const token = await signedByJose('EdDSA', { iss: 'a' })
    const second = toNumber(Buffer.from(token.signature.subarray(32)).reverse())
    const signature = Buffer.concat([token.signature.subarray(0, 32), toBytes(second + order, 32).reverse()])
    expect(await isAccepted(textOf({ ...token, signature }))).toBe(false)
  })
})

describe('a token without a key id', () => {
  it('is verified with whichever key fits', async () => {
    for (const token of samples) {
      const header = { alg: token.algorithm }
      const input = `${encode(header)}.${encode(token.payload)}`
      const text = await new CompactSign(Buffer.from(JSON.stringify(token.payload)))
        .setProtectedHeader(header)
        .sign(keyPair(token.algorithm).privateKey)
      expect(text.startsWith(input)).toBe(true)
      expect(await isAccepted(text)).toBe(true)
    }
  })

  it('is refused when no key has signed it', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const text = await new CompactSign(Buffer.from('{}')).setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
    await expect(verifySignature(parseJws(text), keys)).rejects.toMatchObject({ code: 'ERR_TOKEN_KEY' })
  })
})

describe('a token whose key id nobody knows', () => {
  it('is refused with another code than a wrong signature, so that logs tell them apart', async () => {
    const [token] = samples
    const unknown = textOf({ ...(token as Token), header: { alg: 'ES256', kid: 'unknown' } })
    await expect(verifySignature(parseJws(unknown), keys)).rejects.toMatchObject({ code: 'ERR_TOKEN_KEY' })
    const forged = textOf({ ...(token as Token), header: { alg: 'ES256', kid: 'ES256' } })
    expect(() => verifySignature(parseJws(forged), keys)).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_SIGNATURE' }),
    )
  })
})
