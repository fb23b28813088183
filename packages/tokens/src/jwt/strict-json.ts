import { isUtf8 } from 'node:buffer'

const maxDepth = 16

/**
 * Parses a JSON object that says each thing once. `JSON.parse` takes the last of two members with one name, other
 * parsers the first: whoever signs `{"aud":"a","aud":"b"}` is understood differently by each.
 * @see RFC 7519, 4; RFC 8259, 4
 */
export function parseJsonObject(bytes: Buffer): Record<string, unknown> | undefined {
  if (!isUtf8(bytes)) return undefined
  const value = parse(bytes.toString('utf8'))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return countMembers(value, 0) === countWrittenMembers(bytes) ? (value as Record<string, unknown>) : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// Too deep counts as wrong, so that no recursion over a token can exhaust the stack.
function countMembers(value: object, depth: number): number {
  if (depth > maxDepth) return Number.NaN
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) count += countMembers(item, depth + 1)
    return count
  }
  for (const name of Object.keys(value)) {
    const member: unknown = (value as Record<string, unknown>)[name]
    count += 1
    if (typeof member === 'object' && member !== null) count += countMembers(member, depth + 1)
  }
  return count
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a

// In well-formed JSON, each colon outside of a string follows a name.
function countWrittenMembers(bytes: Buffer): number {
  let count = 0
  let isString = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]
    if (byte === quote) isString = !isString
    else if (byte === backslash) index += 1
    else if (byte === colon && !isString) count += 1
  }
  return count
}
