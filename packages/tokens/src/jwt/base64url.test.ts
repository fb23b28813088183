import fc from 'fast-check'
import { decodeBase64url } from './base64url.js'

it('decodes what Node encodes, for every sequence of bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
      expect(decodeBase64url(Buffer.from(bytes).toString('base64url'))).toEqual(Buffer.from(bytes))
    }),
  )
})

it('has one spelling for every sequence of bytes: what it decodes, it would write in the same way', () => {
  const characters = fc.constantFrom(...'ABYZabyz0189-_+/= \n\täŁ')
  const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: characters, maxLength: 12 }))
  fc.assert(
    fc.property(text, (written) => {
      const bytes = decodeBase64url(written)
      if (bytes !== undefined) expect(bytes.toString('base64url')).toBe(written)
    }),
    { numRuns: 2000 },
  )
})

it.each([
  ['nothing', ''],
  ['padding', 'QQ=='],
  ['the other alphabet', 'ab+/'],
  ['a blank inside', 'QU FB'],
  ['a line break at the end', 'QUFB\n'],
  ['a single character left over', 'QUFBQ'],
  ['bits set that two characters do not need', 'QR'],
  ['bits set that three characters do not need', 'QUF'],
  ['a letter of another alphabet', 'QÜFB'],
  ['a letter whose lower eight bits are one of the alphabet', 'QUJD\u0141UFB'],
])('refuses %s', (_name, text) => {
  expect(decodeBase64url(text)).toBeUndefined()
})
