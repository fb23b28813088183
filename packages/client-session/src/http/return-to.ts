import type { BaseUrl } from './base-url.js'

const maxLength = 2048

/**
 * Where the browser goes after login or logout: path, query and fragment of a URL of this app, or its root. A value that a browser
 * could read as another site is not a URL of this app: `//evil`, `/\evil`, `/%5Cevil`, `/<tab>/evil`, another origin.
 */
export function parseReturnTo(value: unknown, base: BaseUrl, ownRoutes: readonly string[] = []): string {
  const root = `${base.path}/`
  if (typeof value !== 'string' || value === '' || value.length > maxLength) return root
  // Browsers remove tabs and newlines from URLs and read a backslash as a slash.
  if (/[\p{Cc}\\]/u.test(value) || /^(?:\/|%2f|%5c)(?:\/|%2f|%5c|%[01][\da-f])/i.test(value)) return root
  if (!value.startsWith('/') && !value.startsWith(`${base.origin}/`)) return root
  if (!URL.canParse(value, base.origin)) return root
  const { origin, pathname, search, hash } = new URL(value, base.origin)
  // Checked after normalization, because `/a/..//evil` and `/./%2Fevil` look harmless before it.
  if (origin !== base.origin || /^\/(?:\/|%2f|%5c|%[01][\da-f])/i.test(pathname)) return root
  if (pathname !== base.path && !pathname.startsWith(root)) return root
  // One of our own routes would start the next login or a logout.
  if (ownRoutes.some((route) => pathname === route || pathname.startsWith(`${route}/`))) return root
  return `${pathname}${search}${hash}`
}
