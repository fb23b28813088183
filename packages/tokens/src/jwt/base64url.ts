const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * Decodes base64url strictly: no padding, no blanks, no other alphabet, and the unused bits of the last character are zero.
 * Otherwise a signature could be written in many ways, and a token would have many cache keys.
 * @see RFC 7515, 2; RFC 4648, 3.5
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const rest = text.length % 4
  if (text === '' || rest === 1 || !isAscii(text) || text.includes('+') || text.includes('/')) return undefined
  if (rest !== 0) {
    const unused = rest === 2 ? 0b1111 : 0b11
    if ((alphabet.indexOf(text.charAt(text.length - 1)) & unused) !== 0) return undefined
  }
  const bytes = Buffer.from(text, 'base64url')
  // Node skips characters of neither alphabet and stops at padding. The result is then too short.
  return bytes.length === Math.floor((text.length * 3) / 4) ? bytes : undefined
}

// Node decodes only the lower eight bits of other characters.
function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
