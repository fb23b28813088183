/** Attributes of the cookies that are ours besides the session's own: host-only, path `/`, HttpOnly, Lax. */
export interface CookieAttributes {
  readonly secure: boolean
  /** Seconds; 0 clears the cookie. Without it the browser forgets it when it closes. */
  readonly maxAge?: number
}

/**
 * All values that arrived under this name. Two of them mean that some neighbouring domain planted one ("cookie
 * tossing"), and nobody can tell which: callers take neither.
 */
export function cookieValues(header: string | undefined, name: string): readonly string[] {
  return cookiePairs(header).flatMap(([key, value]) => (key === name ? [value] : []))
}

/** Names of the cookies that begin with this. */
export function cookieNames(header: string | undefined, prefix: string): readonly string[] {
  const names = cookiePairs(header).flatMap(([key]) => (key.startsWith(prefix) ? [key] : []))
  return [...new Set(names)]
}

/** `name` and `value` are ours: letters, digits, `-` and `_`. */
export function serializeCookie(name: string, value: string, { secure, maxAge }: CookieAttributes): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${age}`
}

/** `__Host-` keeps neighbouring domains and plain http from planting a cookie (RFC 6265bis, 4.1.3.2). */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name
}

function cookiePairs(header: string | undefined): readonly (readonly [string, string])[] {
  if (header === undefined) return []
  return header.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals === -1 ? [] : [[pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()] as const]
  })
}
