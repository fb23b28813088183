/**
 * The token in what somebody pasted: with or without the word Bearer, a header name, quotes, or line breaks.
 * `undefined` if nothing is left.
 */
export function readToken(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^authorization:\s*/i, '')
    .replace(/^(?:bearer|dpop)\s+/i, '')
    .replace(/^["']|["',;]+$/g, '')
    .replace(/\s+/g, '')
  return bare === '' ? undefined : bare
}
