import { AuthError } from '@tandem-auth/tokens'
import type { BaseUrl } from './base-url.js'

/** Characters of a `returnTo`, which has to fit into the cookie of a login. */
export const maxReturnTo = 2048

export interface ReturnToRules {
  /** Paths of our own routes, which would start the next login or a logout. */
  readonly ownRoutes?: readonly string[] | undefined
  /** Exact origins outside of `baseUrl`. */
  readonly allowedOrigins?: readonly string[] | undefined
}

/**
 * Where the browser goes after login or logout: path, query and fragment of a URL of this app, or the whole URL of an
 * allowed origin; `undefined` for anything else. A value that a browser could read as another site is not a URL of this app:
 * `//evil`, `/\evil`, `/%5Cevil`, `/<tab>/evil`, another origin.
 */
export function parseReturnTo(value: unknown, base: BaseUrl, rules: ReturnToRules = {}): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  // Browsers remove tabs and newlines from URLs and read a backslash as a slash.
  if (/[\p{Cc}\\]/u.test(value) || /^(?:\/|%2f|%5c)(?:\/|%2f|%5c|%[01][\da-f])/i.test(value)) return undefined
  if (!value.startsWith('/') && !value.startsWith(`${base.origin}/`)) return allowedUrl(value, rules)
  if (!URL.canParse(value, base.origin)) return undefined
  const { origin, pathname, search, hash } = new URL(value, base.origin)
  // Checked after normalization, because `/a/..//evil` and `/./%2Fevil` look harmless before it.
  if (origin !== base.origin || /^\/(?:\/|%2f|%5c|%[01][\da-f])/i.test(pathname)) return undefined
  if (pathname !== base.path && !pathname.startsWith(`${base.path}/`)) return undefined
  if (rules.ownRoutes?.some((route) => pathname === route || pathname.startsWith(`${route}/`))) return undefined
  return checkLength(`${pathname}${search}${hash}`)
}

/** The same, or the root of the app. */
export function returnToOrRoot(value: unknown, base: BaseUrl, rules?: ReturnToRules): string {
  return parseReturnTo(value, base, rules) ?? `${base.path}/`
}

function allowedUrl(value: string, { allowedOrigins = [] }: ReturnToRules): string | undefined {
  if (allowedOrigins.length === 0 || !URL.canParse(value)) return undefined
  const { origin, href, username, password } = new URL(value)
  const allowed = allowedOrigins.includes(origin) && value.startsWith(origin) && username === '' && password === ''
  return allowed ? checkLength(href) : undefined
}

// Never cut: a page with half of its query is another page.
function checkLength(url: string): string {
  if (url.length <= maxReturnTo) return url
  throw new AuthError('ERR_REQUEST_PARAMETER', {
    hint: `A login or logout can return to a URL of at most ${maxReturnTo} characters.`,
  })
}
