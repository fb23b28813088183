import type { IncomingMessage } from 'node:http'
import { publish } from '@tandem-auth/tokens'

/** Attributes of our cookies other than the session's: host-only, path `/`, HttpOnly, Lax. */
export interface CookieAttributes {
  readonly secure: boolean
  /** Seconds; 0 clears the cookie. Without it the browser forgets the cookie when it closes. */
  readonly maxAge?: number
}

/** `__Host-` keeps sibling domains and plain http from planting a cookie (RFC 6265bis, 4.1.3.2). */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name
}

/** `name` and `value` are ours: letters, digits, `-` and `_`. */
export function serializeCookie(name: string, value: string, { secure, maxAge }: CookieAttributes): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${age}`
}

/**
 * The cookies whose names begin with `prefix`, in the order of the header. Names are compared byte for byte: only spaces
 * and tabs around them are removed. `String.trim` would also remove U+00A0, and a sibling domain could plant
 * `\xA0__Host-…`, which a browser accepts without the guarantees of the prefix.
 */
export function readCookies(header: string | undefined, prefix: string): readonly (readonly [string, string])[] {
  if (header === undefined || !header.includes(prefix)) return []
  return header.split(';').flatMap((pair) => {
    const name = nameOf(pair)
    return name.startsWith(prefix) ? [[name, trimBlanks(pair.slice(pair.indexOf('=') + 1))] as const] : []
  })
}

/** The value of this cookie; `undefined` also when it came twice, since one of the two was planted ("cookie tossing"). */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const values = readCookies(header, name).filter(([candidate]) => candidate === name)
  return values.length === 1 ? values[0]?.[1] : undefined
}

/**
 * Removes a cookie that came twice from the request. One of the two was planted, by a sibling domain or over http, and
 * nothing tells which.
 */
export function dropRepeatedCookie(req: IncomingMessage, name: string): void {
  const header = req.headers.cookie
  if (header === undefined || !isRepeated(header, name)) return
  const others = header.split(';').filter((pair) => nameOf(pair) !== name)
  req.headers.cookie = others.join(';')
  // express-session falls back to what cookie-parser left.
  removeParsed(req, 'cookies', name)
  removeParsed(req, 'signedCookies', name)
  publish('session.refused', () => ({ reason: 'repeated cookie' }))
}

// Every request passes here: the usual header has the name once, which two searches show.
function isRepeated(header: string, name: string): boolean {
  const first = header.indexOf(name)
  if (first === -1 || header.indexOf(name, first + name.length) === -1) return false
  return header.split(';').filter((pair) => nameOf(pair) === name).length > 1
}

function nameOf(pair: string): string {
  return trimBlanks(pair.slice(0, Math.max(0, pair.indexOf('='))))
}

function trimBlanks(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

function removeParsed(req: IncomingMessage, property: 'cookies' | 'signedCookies', name: string): void {
  const parsed = (req as { cookies?: unknown; signedCookies?: unknown })[property]
  if (typeof parsed === 'object' && parsed !== null) Reflect.deleteProperty(parsed, name)
}
