const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const onlyAlphabet = /^[A-Za-z0-9_-]+$/

/**
 * Decodes base64url strictly: no padding, no blanks, no other alphabet, and the bits that the last character doesn't
 * need are zero. Otherwise one signature could be written in many ways, and one token would have many cache keys.
 * @see RFC 7515, 2; RFC 4648, 3.5
 */
export function decodeBase64url(text: string): Buffer | undefined {
  if (!onlyAlphabet.test(text)) return undefined
  const rest = text.length % 4
  if (rest === 1) return undefined
  if (rest !== 0) {
    const unused = rest === 2 ? 0b1111 : 0b11
    if ((alphabet.indexOf(text.charAt(text.length - 1)) & unused) !== 0) return undefined
  }
  return Buffer.from(text, 'base64url')
}
