import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { algorithmNames, isAlgorithm, takesKey, verifyWith } from './algorithms.js'

const data = Buffer.from('data')
let ec: KeyObject
beforeAll(async () => {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true })
  ec = createPublicKey({ key: { ...(await exportJWK(publicKey)) }, format: 'jwk' })
})

it('are asymmetric, all of them', () => {
  expect(algorithmNames.filter((name) => name.startsWith('HS') || name === 'none')).toEqual([])
  for (const name of ['none', 'HS256', 'rs256', 'RS1', '__proto__', '', undefined, 7])
    expect(isAlgorithm(name)).toBe(false)
  for (const name of algorithmNames) expect(isAlgorithm(name)).toBe(true)
})

it('take keys of their own type and curve alone', () => {
  expect(algorithmNames.filter((name) => takesKey(name, ec))).toEqual(['ES256'])
  expect(algorithmNames.filter((name) => takesKey(name, createSecretKey(data)))).toEqual([])
  for (const name of ['none', 'HS256', 'constructor']) expect(takesKey(name, ec)).toBe(false)
})

it('verify nothing under a name that nobody knows, or with a key that they do not take', () => {
  for (const name of ['none', 'HS256', 'constructor']) expect(verifyWith(name, ec, data, data)).toBe(false)
  expect(verifyWith('RS256', ec, data, Buffer.alloc(256, 1))).toBe(false)
  expect(verifyWith('PS256', createSecretKey(data), data, Buffer.alloc(256, 1))).toBe(false)
})
