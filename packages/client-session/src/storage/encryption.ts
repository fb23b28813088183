import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { KeyPurpose, KeyRing } from './key-ring.js'

const ivLength = 12
const tagLength = 16
const keyIdLength = 4

/**
 * Encrypts with AES-256-GCM under the newest key of this purpose. `context` isn't part of the result but is needed to
 * decrypt it: what was encrypted for one session, transaction or key is worthless for another.
 */
export function encrypt(ring: KeyRing, purpose: KeyPurpose, content: Buffer, context: string): Buffer {
  const [{ id, key }] = ring.keys(purpose)
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(context))
  return Buffer.concat([id, iv, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

/** `undefined` for what wasn't encrypted with one of our keys, for this purpose and this context. */
export function decrypt(ring: KeyRing, purpose: KeyPurpose, encrypted: Buffer, context: string): Buffer | undefined {
  if (encrypted.length < keyIdLength + ivLength + tagLength) return undefined
  const id = encrypted.subarray(0, keyIdLength)
  const known = ring.keys(purpose).find((candidate) => candidate.id.equals(id))
  if (known === undefined) return undefined
  const iv = encrypted.subarray(keyIdLength, keyIdLength + ivLength)
  const decipher = createDecipheriv('aes-256-gcm', known.key, iv, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(encrypted.subarray(encrypted.length - tagLength))
  const content = decipher.update(encrypted.subarray(keyIdLength + ivLength, encrypted.length - tagLength))
  try {
    return Buffer.concat([content, decipher.final()])
  } catch {
    return undefined
  }
}
