import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Services } from '../config/services.js'
import { cookieName, cookieValues, serializeCookie } from '../http/cookies.js'
import { sendPage } from '../http/page.js'
import { encrypt, open } from '../storage/encryption.js'
import type { RequestContext } from './request-context.js'

const lifetime = 120
// What browsers take as a cookie, its name included.
const maxCookie = 4000
const maxUrl = 16 * 1024

/**
 * Remembers where the browser goes on to, in a cookie for the one page that follows: the address may hold an ID token,
 * and one taken from the request would send people anywhere. `false` when it is too long for a cookie.
 */
export function rememberLogoutUrl(
  { config }: Services<unknown>,
  { head }: RequestContext<unknown>,
  url: string,
): boolean {
  const { keys, secure } = config
  const name = cookieName('tandem-logout', secure)
  const value = encrypt(keys, 'logout page', deflateRawSync(url), name).toString('base64url')
  if (name.length + value.length > maxCookie) return false
  head.addCookie(serializeCookie(name, value, { secure, maxAge: lifetime }))
  return true
}

export function takeLogoutUrl(
  { config }: Services<unknown>,
  { req, head }: RequestContext<unknown>,
): string | undefined {
  const { keys, secure } = config
  const name = cookieName('tandem-logout', secure)
  const [value, second] = cookieValues(req.headers.cookie, name)
  if (value === undefined || second !== undefined) return undefined
  head.addCookie(serializeCookie(name, '', { secure, maxAge: 0 }))
  const content = open(keys, 'logout page', Buffer.from(value, 'base64url'), name)
  return content && inflateRawSync(content, { maxOutputLength: maxUrl }).toString()
}

/**
 * Goes on to the provider by itself, and by a link. A redirect would not do: helmet's `form-action 'self'` holds for
 * every redirect of a form that was posted, and the browser would stay where it is.
 */
export function sendLogoutPage({ req, res, head }: RequestContext<unknown>, url: string): void {
  head.markPersonal()
  const page = {
    status: 200,
    title: 'You are signed out here',
    text: 'You are being signed out at your identity provider, too.',
    links: [{ href: url, label: 'Continue' }],
    next: url,
  }
  sendPage(res, page, req.method === 'HEAD')
}
