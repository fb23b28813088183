import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
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
