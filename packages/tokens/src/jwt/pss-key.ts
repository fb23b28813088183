import { createPublicKey, type KeyObject } from 'node:crypto'

// id-sha256 and so on (RFC 8017, A.2.1), and the length of the hash, which RFC 7518, 3.5 makes that of the salt.
const hashes = {
  sha256: { oid: '608648016503040201', saltLength: 32 },
  sha384: { oid: '608648016503040202', saltLength: 48 },
  sha512: { oid: '608648016503040203', saltLength: 64 },
} as const

const rsassaPss = '2a864886f70d01010a'
const mgf1 = '2a864886f70d010108'

/**
 * The same RSA key as one that is restricted to RSASSA-PSS with this hash and exactly its salt length (RFC 4055, 3.1).
 * OpenSSL then enforces both, and `verify` needs no options beside the key.
 */
export function pssKeyOf(rsaKey: KeyObject, hash: keyof typeof hashes): KeyObject {
  const { oid, saltLength } = hashes[hash]
  const hashAlgorithm = sequence(objectId(oid), element(0x05))
  const parameters = sequence(
    element(0xa0, hashAlgorithm),
    element(0xa1, sequence(objectId(mgf1), hashAlgorithm)),
    element(0xa2, element(0x02, Buffer.of(saltLength))),
  )
  const publicKey = element(0x03, Buffer.of(0), rsaKey.export({ type: 'pkcs1', format: 'der' }))
  const key = sequence(sequence(objectId(rsassaPss), parameters), publicKey)
  return createPublicKey({ key, type: 'spki', format: 'der' })
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts)
}

function objectId(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, 'hex'))
}

/** A DER element. Its length has one byte up to 127, and otherwise as many as its first byte says. */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), content])
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), content])
}
