import { isUtf8 } from 'node:buffer'

const maxDepth = 16

/**
 * Parses a JSON object that says each thing once. `JSON.parse` takes the last of two members with one name, other
 * parsers the first: whoever signs `{"aud":"a","aud":"b"}` is understood differently by each.
 * @see RFC 7519, 4; RFC 8259, 4
 */
export function parseJsonObject(bytes: Buffer): Record<string, unknown> | undefined {
  if (!isUtf8(bytes)) return undefined
  const text = bytes.toString('utf8')
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return countMembers(value, 0) === countWrittenMembers(text) ? (value as Record<string, unknown>) : undefined
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

// In well-formed JSON, a string is a name exactly when a colon follows it.
function countWrittenMembers(text: string): number {
  let count = 0
  let start = text.indexOf('"')
  while (start !== -1) {
    let next = endOfString(text, start)
    while (text.charCodeAt(next) <= 0x20) next += 1
    if (text.charCodeAt(next) === 0x3a) count += 1
    start = text.indexOf('"', next)
  }
  return count
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  for (;;) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1
    if (backslashes % 2 === 0) return end + 1
    end = text.indexOf('"', end + 1)
  }
}
