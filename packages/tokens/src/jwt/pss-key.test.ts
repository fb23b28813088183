import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { pssKeyOf } from './pss-key.js'

// By way of PEM: exporting a fresh key as a JWK can deadlock on Node 20.
const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const publicKey = createPublicKey(pem.publicKey)
const privateKey = createPrivateKey(pem.privateKey)
const data = Buffer.from('data')
const { RSA_PKCS1_PSS_PADDING: padding } = constants

describe.each([
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
] as const)('a key for RSASSA-PSS with %s', (hash, saltLength) => {
  const key = pssKeyOf(publicKey, hash)

  it('is the same key, and says what it is for', () => {
    expect(key.asymmetricKeyDetails).toMatchObject({
      modulusLength: 2048,
      hashAlgorithm: hash,
      mgf1HashAlgorithm: hash,
      saltLength,
    })
  })

  it('takes signatures with a salt of exactly that length', () => {
    for (const other of [0, 1, 20, saltLength - 1, saltLength, saltLength + 1, constants.RSA_PSS_SALTLEN_MAX_SIGN]) {
      const signature = sign(hash, data, { key: privateKey, padding, saltLength: other })
      expect([other, verify(hash, data, key, signature)]).toEqual([other, other === saltLength])
    }
  })

  it('takes no PKCS #1 v1.5 signature', () => {
    expect(verify(hash, data, key, sign(hash, data, privateKey))).toBe(false)
  })
})
