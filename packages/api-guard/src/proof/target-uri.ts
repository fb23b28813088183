/** Whether the `htu` of a proof is the URL of a request, whose path (with its query) is given as it was sent. */
export type TargetUriCheck = (htu: string, path: string) => boolean

/**
 * Compares `htu` with what is configured and with the request's path. The host of the request plays no part: whoever sends
 * a stolen proof chooses it.
 * @see RFC 9449, 4.3: without query and fragment, after syntax-based and scheme-based normalization (RFC 3986, 6.2.2, 6.2.3)
 */
export function targetUriCheck(baseUrls: readonly string[]): TargetUriCheck {
  const bases = baseUrls.map(withoutSlash)
  return (htu, target) => {
    const query = target.indexOf('?')
    const path = query === -1 ? target : target.slice(0, query)
    if (bases.some((base) => isConcatenation(htu, base, path))) return true
    if (!isPlainPath(path)) return false
    const normalized = normalize(htu)
    return normalized !== undefined && bases.some((base) => normalize(base + path) === normalized)
  }
}

/** The path of an absolute URL below one of the base URLs, and otherwise `undefined`. */
export function pathBelow(baseUrls: readonly string[], url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { origin, pathname, search } = new URL(url)
  const full = origin + pathname
  const base = baseUrls.map(withoutSlash).find((candidate) => full.startsWith(`${candidate}/`))
  return base === undefined ? undefined : full.slice(base.length) + search
}

function withoutSlash(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl)
  return origin + (pathname.endsWith('/') ? pathname.slice(0, -1) : pathname)
}

function isConcatenation(text: string, start: string, end: string): boolean {
  return text.length === start.length + end.length && text.startsWith(start) && text.endsWith(end)
}

// Routers see dot segments and backslashes, and URL parsers resolve them: a proof for one path must not open another.
function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !path.includes('\\') && !/\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path)
}

const unreserved = /^[A-Za-z0-9\-._~]$/

function normalize(url: string): string | undefined {
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(url) || !URL.canParse(url)) return undefined
  const { origin, pathname, username, password } = new URL(url)
  if (username !== '' || password !== '') return undefined
  const path = pathname.replace(/%[0-9A-Fa-f]{2}/g, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return unreserved.test(character) ? character : escaped.toUpperCase()
  })
  return origin + path
}
