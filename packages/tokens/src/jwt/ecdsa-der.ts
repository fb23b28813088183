/**
 * Writes the raw r and s of an ECDSA signature (RFC 7518, 3.4) as the DER that OpenSSL takes: a SEQUENCE of two INTEGERs
 * in their shortest form (RFC 3279, 2.2.3).
 */
export function derOfEcdsa(signature: Buffer): Buffer {
  const middle = signature.length / 2
  const [r, s] = [firstByte(signature, 0, middle), firstByte(signature, middle, signature.length)]
  const [rPadding, sPadding] = [signPadding(signature, r), signPadding(signature, s)]
  const [rLength, sLength] = [rPadding + middle - r, sPadding + signature.length - s]
  const length = 4 + rLength + sLength
  // 0x81: the length takes a byte of its own. Only P-521 needs that.
  const header = length < 0x80 ? 2 : 3
  const der = Buffer.alloc(header + length)
  der[0] = 0x30
  if (header === 3) der[1] = 0x81
  der[header - 1] = length
  const second = writeInteger(der, header, signature, { start: r, end: middle, length: rLength })
  writeInteger(der, second, signature, { start: s, end: signature.length, length: sLength })
  return der
}

interface IntegerBytes {
  readonly start: number
  readonly end: number
  readonly length: number
}

function writeInteger(der: Buffer, offset: number, signature: Buffer, { start, end, length }: IntegerBytes): number {
  der[offset] = 0x02
  der[offset + 1] = length
  const next = offset + 2 + length
  signature.copy(der, next - (end - start), start, end)
  return next
}

function firstByte(signature: Buffer, start: number, end: number): number {
  let index = start
  while (index < end - 1 && signature[index] === 0) index += 1
  return index
}

// An INTEGER is signed: without a zero byte in front, a high bit would make it negative.
function signPadding(signature: Buffer, index: number): number {
  return (signature[index] ?? 0) < 0x80 ? 0 : 1
}
