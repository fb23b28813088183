import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { KeyPurpose, KeyRing } from './key-ring.js'

const ivLength = 12
const tagLength = 16
const keyIdLength = 4

/**
 * Encrypts with AES-256-GCM under the newest key of this purpose. `context` isn't in the result but must be given again to
 * open it: whatever is sealed for one session, transaction or key is worthless at another.
 */
export function encrypt(ring: KeyRing, purpose: KeyPurpose, content: Buffer, context: string): Buffer {
  const [{ id, key }] = ring.keys(purpose)
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(context))
  return Buffer.concat([id, iv, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

/** `undefined` for whatever wasn't sealed by one of our keys, for this purpose and this context. */
export function open(ring: KeyRing, purpose: KeyPurpose, sealed: Buffer, context: string): Buffer | undefined {
  if (sealed.length < keyIdLength + ivLength + tagLength) return undefined
  const id = sealed.subarray(0, keyIdLength)
  const known = ring.keys(purpose).find((candidate) => candidate.id.equals(id))
  if (known === undefined) return undefined
  const iv = sealed.subarray(keyIdLength, keyIdLength + ivLength)
  const decipher = createDecipheriv('aes-256-gcm', known.key, iv, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength))
  const content = decipher.update(sealed.subarray(keyIdLength + ivLength, sealed.length - tagLength))
  try {
    return Buffer.concat([content, decipher.final()])
  } catch {
    return undefined
  }
}
