import type { IncomingMessage } from 'node:http'
import { publish } from '@tandem-auth/tokens'

/**
 * Two cookies of one name: one of them was planted, by a sibling domain or over http, and nothing tells which. The request
 * goes on without either.
 */
export function dropRepeatedCookie(req: IncomingMessage, name: string): void {
  const header = req.headers.cookie
  if (header === undefined || !isRepeated(header, name)) return
  const others = header.split(';').filter((pair) => nameOf(pair) !== name)
  req.headers.cookie = others.join(';')
  // express-session falls back to what cookie-parser left.
  forget(req, 'cookies', name)
  forget(req, 'signedCookies', name)
  publish('session.refused', () => ({ reason: 'repeated cookie' }))
}

function isRepeated(header: string, name: string): boolean {
  const first = header.indexOf(name)
  if (first === -1 || header.indexOf(name, first + name.length) === -1) return false
  return header.split(';').filter((pair) => nameOf(pair) === name).length > 1
}

function nameOf(pair: string): string {
  return pair.slice(0, Math.max(0, pair.indexOf('='))).trim()
}

function forget(req: IncomingMessage, property: 'cookies' | 'signedCookies', name: string): void {
  const parsed = (req as { cookies?: unknown; signedCookies?: unknown })[property]
  if (typeof parsed === 'object' && parsed !== null) Reflect.deleteProperty(parsed, name)
}
