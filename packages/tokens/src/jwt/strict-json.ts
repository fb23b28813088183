import { isUtf8 } from 'node:buffer'

const maxDepth = 16

/**
 * Parses a JSON object that names each member once. Of two members with one name, `JSON.parse` takes the last and other
 * parsers take the first, so they would understand `{"aud":"a","aud":"b"}` differently. Returns `undefined` for anything else.
 * @see RFC 7519, 4; RFC 8259, 4
 */
export function parseJsonObject(bytes: Buffer): Record<string, unknown> | undefined {
  if (!isUtf8(bytes)) return undefined
  const value = parse(bytes.toString('utf8'))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return countMembers(value, 0) === countWrittenMembers(bytes) ? (value as Record<string, unknown>) : undefined
}

/** Why `parseJsonObject` doesn't accept these bytes, for a hint: completes "it …". */
export function explainJson(bytes: Buffer): string {
  if (!isUtf8(bytes)) return 'is not UTF-8'
  const value = parse(bytes.toString('utf8'))
  if (value === undefined) return 'is not JSON'
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is not a JSON object'
  return Number.isNaN(countMembers(value, 0)) ? `nests more than ${maxDepth} levels deep` : 'names a member twice'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// Too deep is NaN, which equals no count: recursion over a token must not exhaust the stack.
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

// In well-formed JSON, each colon outside a string follows a name.
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
