import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Services } from '../config/services.js'
import { cookieName, readCookie, serializeCookie } from '../http/cookies.js'
import { sendPage } from '../http/html-page.js'
import { decrypt, encrypt } from '../storage/encryption.js'
import type { RequestContext } from './request-context.js'

const lifetime = 120
// Browsers accept about 4 KiB, including the name.
const maxCookie = 4000
const maxUrl = 16 * 1024

/**
 * Stores the next URL in an encrypted cookie for the page that follows: it may contain an ID token, and a URL from the
 * request would be an open redirect. Returns `false` when it is too long for a cookie.
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
  const value = readCookie(req.headers.cookie, name)
  if (value === undefined) return undefined
  head.addCookie(serializeCookie(name, '', { secure, maxAge: 0 }))
  const content = decrypt(keys, 'logout page', Buffer.from(value, 'base64url'), name)
  return content && inflateRawSync(content, { maxOutputLength: maxUrl }).toString()
}

/**
 * Goes on to the provider by itself, and by a link. A redirect would not work: helmet's `form-action 'self'` applies to
 * every redirect of a posted form, and the browser would block it.
 */
export function sendLogoutPage({ req, res, head }: RequestContext<unknown>, url: string): void {
  head.markPersonal()
  const page = {
    status: 200,
    title: 'You are signed out here',
    text: 'You are now being signed out at your identity provider too.',
    links: [{ href: url, label: 'Continue' }],
    next: url,
  }
  sendPage(res, page, req.method === 'HEAD')
}
