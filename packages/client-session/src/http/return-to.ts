import type { BaseUrl } from './base-url.js'

const maxLength = 2048

/**
 * Where a person goes after login or logout: path and query of an address of this app, or its root. Whatever could be
 * read as another site is no address of this app: `//evil`, `/\evil`, `/%5Cevil`, `/<tab>/evil`, another origin.
 */
export function parseReturnTo(value: unknown, base: BaseUrl, ownRoutes: readonly string[] = []): string {
  const root = `${base.path}/`
  if (typeof value !== 'string' || value === '' || value.length > maxLength) return root
  // Browsers drop tabs and newlines from URLs, and read a backslash as a slash.
  if (/[\p{Cc}\\]/u.test(value) || /^(?:\/|%2f|%5c)(?:\/|%2f|%5c|%[01][\da-f])/i.test(value)) return root
  if (!value.startsWith('/') && !value.startsWith(`${base.origin}/`)) return root
  if (!URL.canParse(value, base.origin)) return root
  const { origin, pathname, search } = new URL(value, base.origin)
  // After normalisation, since `/a/..//evil` and `/./%2Fevil` begin harmlessly.
  if (origin !== base.origin || /^\/(?:\/|%2f|%5c|%[01][\da-f])/i.test(pathname)) return root
  if (pathname !== base.path && !pathname.startsWith(root)) return root
  // Back to one of our own routes: to the login again, or straight out.
  if (ownRoutes.some((route) => pathname === route || pathname.startsWith(`${route}/`))) return root
  return `${pathname}${search}`
}
