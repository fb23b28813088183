import { createPrivateKey, createSecretKey, KeyObject } from 'node:crypto'
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import { parsePrivateKey } from './private-key.js'

async function newKey(algorithm: string): Promise<{ pem: string; jwk: Record<string, unknown> }> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { pem: await exportPKCS8(privateKey), jwk: { ...(await exportJWK(privateKey)) } }
}

it.each([
  ['RS256', 'RS256'],
  ['ES256', 'ES256'],
  ['ES384', 'ES384'],
  ['ES512', 'ES512'],
  ['EdDSA', 'EdDSA'],
])('takes a key of %s as PEM, JWK and KeyObject, and finds out the algorithm', async (algorithm, found) => {
  const { pem, jwk } = await newKey(algorithm)
  for (const input of [pem, jwk, createPrivateKey(pem)]) {
    const key = parsePrivateKey('apiGuard', input)
    expect(key).toMatchObject({ algorithm: found, kid: undefined })
    expect(key.pkcs8).toContain('BEGIN PRIVATE KEY')
  }
})

it('takes algorithm and key id from the JWK', async () => {
  const { jwk } = await newKey('PS512')
  const key = parsePrivateKey('apiGuard', { ...jwk, alg: 'PS512', kid: 'key-1' })
  expect(key).toMatchObject({ algorithm: 'PS512', kid: 'key-1' })
})

it('refuses what is no private key, without repeating it', async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const { d, ...publicJwk } = await exportJWK(privateKey)
  const x25519 = await generateKeyPair('ECDH-ES', { crv: 'X25519', extractable: true })
  const others = [
    'correct horse battery staple',
    publicJwk,
    createSecretKey(Buffer.alloc(32)),
    await exportPKCS8(x25519.privateKey),
  ]
  for (const input of others) {
    expect(() => parsePrivateKey('apiGuard', input)).toThrow(
      'apiGuard: "privateKey" must be a private RSA, EC or Ed25519 key: PKCS #8 in PEM, a JWK, or a KeyObject',
    )
  }
  expect(() => parsePrivateKey('apiGuard', KeyObject.from(x25519.publicKey))).toThrow(TypeError)
  expect(d).toBeDefined()
})
