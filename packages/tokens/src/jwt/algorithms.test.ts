import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { algorithmNames, isAlgorithm, signatureChecks } from './algorithms.js'

async function publicKey(algorithm: string): Promise<KeyObject> {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  return createPublicKey({ key: { ...(await exportJWK(pair.publicKey)) }, format: 'jwk' })
}

it('are asymmetric, all of them', () => {
  expect(algorithmNames.filter((name) => name.startsWith('HS') || name === 'none')).toEqual([])
  for (const name of ['none', 'HS256', 'rs256', 'RS1', '__proto__', '', undefined, 7])
    expect(isAlgorithm(name)).toBe(false)
  for (const name of algorithmNames) expect(isAlgorithm(name)).toBe(true)
})

it.each([
  ['RS256', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
  ['ES256', ['ES256']],
  ['ES384', ['ES384']],
  ['ES512', ['ES512']],
  ['EdDSA', ['EdDSA', 'Ed25519']],
])('take only keys of their own type and curve: a key for %s', async (algorithm, names) => {
  expect([...signatureChecks(await publicKey(algorithm)).keys()]).toEqual(names)
})

it('take no shared secret', () => {
  expect(signatureChecks(createSecretKey(Buffer.from('secret'))).size).toBe(0)
})

const data = Buffer.from('data')

function signerOf(algorithm: string, hash: string, namedCurve: string) {
  // By way of PEM: exporting a fresh key as a JWK can deadlock on Node 20.
  const pem = generateKeyPairSync('ec', {
    namedCurve,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const key = createPrivateKey(pem.privateKey)
  const check = signatureChecks(createPublicKey(pem.publicKey)).get(algorithm)
  return { check, key, raw: () => sign(hash, data, { key, dsaEncoding: 'ieee-p1363' }) }
}

describe.each([
  ['ES256', 'sha256', 'P-256', 32],
  ['ES384', 'sha384', 'P-384', 48],
  ['ES512', 'sha512', 'P-521', 66],
] as const)('an %s signature', (algorithm, hash, namedCurve, size) => {
  const { check, key, raw } = signerOf(algorithm, hash, namedCurve)
  const zero = Buffer.alloc(1)

  it('is taken with halves of its size, also when one begins with zeros', () => {
    // One in 128 has such a half.
    for (let count = 0; count < 500; count += 1) expect(check?.(data, raw())).toBe(true)
  })

  it('has one form: longer and shorter halves of the same numbers are refused', () => {
    const signature = raw()
    const [r, s] = [signature.subarray(0, size), signature.subarray(size)]
    expect(check?.(data, Buffer.concat([zero, r, zero, s]))).toBe(false)
    expect(check?.(data, Buffer.concat([signature, zero]))).toBe(false)
    expect(check?.(data, Buffer.concat([zero, signature]))).toBe(false)
  })

  it('is refused in DER, empty, and with an r or s of zero', () => {
    const half = Buffer.alloc(size)
    const signature = raw()
    const bad = [
      ...[sign(hash, data, key), Buffer.alloc(0), Buffer.concat([half, half])],
      ...[Buffer.concat([half, signature.subarray(size)]), Buffer.concat([signature.subarray(0, size), half])],
    ]
    for (const other of bad) expect(check?.(data, other)).toBe(false)
  })
})

it('an ES512 signature is refused without the leading zeros of its halves', () => {
  // Every number of P-521 begins with seven zero bits, so half of all halves begin with a zero byte.
  const { check, raw } = signerOf('ES512', 'sha512', 'P-521')
  let signature = raw()
  while (signature[0] !== 0 || signature[66] !== 0) signature = raw()
  expect(check?.(data, signature)).toBe(true)
  expect(check?.(data, Buffer.concat([signature.subarray(1, 66), signature.subarray(67)]))).toBe(false)
})
