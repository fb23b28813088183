import { AuthError } from './errors.js'

// Until the head of the response has arrived; the app reads the body.
const headTimeout = 30_000

/**
 * The URL of a path at an API.
 * @param base the API's own URL
 * @param place where that URL is configured, for the message
 * @throws TypeError for a path that leads anywhere but below the API's own URL
 */
export function urlBelow(base: string, path: string, place: string): URL {
  const refuse = () => new TypeError(`fetch: the path must stay below ${place}`)
  if (typeof path !== 'string' || !path.startsWith('/')) throw new TypeError('fetch: the path must begin with "/"')
  if (!URL.canParse(base + path)) throw refuse()
  const url = new URL(base + path)
  const { origin, pathname } = new URL(base)
  const prefix = pathname.endsWith('/') ? pathname : `${pathname}/`
  if (url.origin !== origin || !url.pathname.startsWith(prefix)) throw refuse()
  // `..%2f`, `..%5c` and `..;` aren't dot segments here, but may be at the API, which decodes them or drops parameters.
  if (/(?:^|[/\\]|%2f|%5c)(?:\.|%2e){2}(?:[/\\;]|%2f|%5c|%3b|$)/i.test(url.pathname)) throw refuse()
  return url
}

/** The headers that carry an access token. */
export interface ApiHeaders {
  readonly authorization: string
  /** A proof, where the token is bound to a key (RFC 9449). */
  readonly dpop?: string
}

/**
 * Calls an API. Redirects aren't followed: the token is meant for this API, not for another URL.
 * @throws AuthError `ERR_API_UNAVAILABLE` (502)
 */
export async function callApi(
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
  authorization: ApiHeaders,
): Promise<Response> {
  const headers = new Headers(init.headers)
  for (const [name, value] of Object.entries(authorization)) headers.set(name, value)
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), headTimeout).unref()
  const signal = init.signal ? AbortSignal.any([init.signal, limit.signal]) : limit.signal
  try {
    return await fetch(url, { ...init, headers, redirect: 'manual', signal })
  } catch (error) {
    // The caller aborted, which isn't the API's fault.
    if (init.signal?.aborted) throw error
    throw new AuthError('ERR_API_UNAVAILABLE', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
