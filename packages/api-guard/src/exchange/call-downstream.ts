import { AuthError } from '@tandem-auth/tokens'
import type { Downstream } from './downstream.js'

// Until the head of the response has arrived; the app reads the body.
const headTimeout = 30_000

/**
 * The URL of a path at a downstream API.
 * @throws TypeError for a path that leads anywhere but below the API's own URL
 */
export function downstreamUrl({ name, url: base }: Downstream, path: string): URL {
  const refuse = () => new TypeError(`fetch: the path must stay below "downstream.${name}.url"`)
  if (typeof path !== 'string' || !path.startsWith('/')) throw new TypeError('fetch: the path must begin with "/"')
  if (!URL.canParse(base + path)) throw refuse()
  const url = new URL(base + path)
  const { origin, pathname } = new URL(base)
  if (url.origin !== origin || !url.pathname.startsWith(pathname.endsWith('/') ? pathname : `${pathname}/`))
    throw refuse()
  // `..%2f`, `..%5c` and `..;` aren't dot segments here, but may be at the API, which decodes them or drops parameters.
  if (/(?:^|[/\\]|%2f|%5c)(?:\.|%2e){2}(?:[/\\;]|%2f|%5c|%3b|$)/i.test(url.pathname)) throw refuse()
  return url
}

/**
 * Calls a downstream API with an exchanged token. Redirects aren't followed: the token is meant for this API only.
 * @throws AuthError `ERR_API_UNAVAILABLE` (502)
 */
export async function callDownstream(
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
  accessToken: string,
): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${accessToken}`)
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

/**
 * The token of a caller is for this API. Passed on, it would let the next one act as this API's user.
 * @throws TypeError when it is in a header that the app hands on
 */
export function assertNotPassedOn(init: RequestInit, incomingToken: string): void {
  for (const [name, value] of new Headers(init.headers)) {
    if (value.includes(incomingToken)) {
      throw new TypeError(`fetch: the header "${name}" has the caller's own token, which must not be passed on`)
    }
  }
}
