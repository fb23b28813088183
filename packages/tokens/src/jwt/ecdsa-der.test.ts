import fc from 'fast-check'
import { derOfEcdsa } from './ecdsa-der.js'

/** Reads a SEQUENCE of two INTEGERs, strictly. */
function parse(der: Buffer): { readonly r: bigint; readonly s: bigint } {
  const header = der[1] === 0x81 ? 3 : 2
  const length = der[header - 1] ?? 0
  expect([der[0], length, header === 3]).toEqual([0x30, der.length - header, length >= 0x80])
  const [r, next] = parseInteger(der, header)
  const [s, end] = parseInteger(der, next)
  expect(end).toBe(der.length)
  return { r, s }
}

function parseInteger(der: Buffer, offset: number): readonly [bigint, number] {
  const length = der[offset + 1] ?? 0
  const bytes = der.subarray(offset + 2, offset + 2 + length)
  expect([der[offset], bytes.length, length > 0]).toEqual([0x02, length, true])
  // Not negative, and no byte more than that needs.
  expect(bytes[0]).toBeLessThan(0x80)
  if (length > 1 && bytes[0] === 0) expect(bytes[1]).toBeGreaterThanOrEqual(0x80)
  return [BigInt(`0x${bytes.toString('hex')}`), offset + 2 + length]
}

it.each([32, 48, 66])('has r and s of %i bytes as the shortest integers that are not negative', (size) => {
  // Leading zeros and high bits are where encoders go wrong.
  const half = fc
    .tuple(fc.integer({ min: 0, max: size }), fc.uint8Array({ minLength: size, maxLength: size }), fc.boolean())
    .map(([zeros, bytes, high]) =>
      bytes.map((byte, index) => (index < zeros ? 0 : high && index === zeros ? byte | 0x80 : byte)),
    )
  fc.assert(
    fc.property(half, half, (r, s) => {
      const hex = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
      expect(parse(derOfEcdsa(Buffer.concat([r, s])))).toEqual({ r: hex(r), s: hex(s) })
    }),
  )
})
