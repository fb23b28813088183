import { isIP } from 'node:net'

/** How metadata, keys, introspection and tokens are fetched. */
export interface FetchOptions {
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Seconds for a whole response, 5 by default. */
  readonly timeout?: number | undefined
  /** Exact host names for which http is allowed besides loopback, for instance `['keycloak']`. */
  readonly insecureHosts?: readonly string[] | undefined
}

/** A `fetch` that accepts only https, follows no redirect, and has read at most 256 KiB of body when it resolves. */
export type ProviderFetch = (url: string | URL, init?: RequestInit) => Promise<Response>

const maxBody = 256 * 1024

/** @throws TypeError that begins with `owner` and names the option. */
export function createProviderFetch(owner: string, options: FetchOptions): ProviderFetch {
  const { fetch: given, timeout = 5, insecureHosts = [] } = options
  if (given !== undefined && typeof given !== 'function') throw new TypeError(`${owner}: "fetch" must be a function`)
  if (!Number.isFinite(timeout) || timeout <= 0 || timeout > 300) {
    throw new TypeError(`${owner}: "timeout" must be a number of seconds above 0 and at most 300`)
  }
  assertHosts(owner, insecureHosts)
  return async (url, init = {}) => {
    assertProviderUrl(owner, 'url', String(url), insecureHosts)
    const limit = AbortSignal.timeout(Math.ceil(timeout * 1000))
    const signal = init.signal ? AbortSignal.any([limit, init.signal]) : limit
    // Looked up for each call: tracing and mocking libraries may replace the global one later.
    const fetch = given ?? globalThis.fetch
    return inTime(signal, readResponse(fetch, url, { ...init, redirect: 'manual', signal }))
  }
}

async function readResponse(fetch: typeof globalThis.fetch, url: string | URL, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  const { status, statusText, headers } = response
  // A redirect would send a secret to, or take keys from, a host that nobody configured.
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    await response.body?.cancel()
    throw new ProviderResponseError('ERR_PROVIDER_REDIRECT', 'the provider redirects, and redirects are not followed')
  }
  const body = await readBody(response)
  return new Response(body.length === 0 ? null : body, { status, statusText, headers })
}

// A custom `fetch` may ignore the signal, so the time limit is enforced here as well.
function inTime<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/**
 * Reads a JSON object from the provider.
 * @throws Error with a `code` that `describeCause` knows.
 */
export async function fetchJson(fetch: ProviderFetch, url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  if (response.status !== 200)
    throw new ProviderResponseError('ERR_PROVIDER_RESPONSE', 'the status of the response is not 200')
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ProviderResponseError('ERR_PROVIDER_BODY', 'the response is not a JSON object')
  }
  return body as Record<string, unknown>
}

/** Whether `fetchJson` failed because of a response, and not for lack of one. */
export function hasResponded(error: unknown): boolean {
  return error instanceof ProviderResponseError
}

/** @throws TypeError unless the value is an https URL, or an http URL of loopback or of one of `insecureHosts`. */
export function assertProviderUrl(
  owner: string,
  option: string,
  value: unknown,
  insecureHosts: readonly string[] = [],
): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) throw new TypeError(`${owner}: "${option}" must be an absolute URL`)
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`${owner}: "${option}" must not hold a user name or a password`)
  }
  const insecure = url.protocol === 'http:' && (isLoopback(url.hostname) || insecureHosts.includes(url.hostname))
  if (url.protocol !== 'https:' && !insecure) {
    throw new TypeError(`${owner}: "${option}" must be https (http is only for loopback and "insecureHosts")`)
  }
  return value as string
}

/** Whether the host name of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]') return true
  return isIP(hostname) === 4 && hostname.startsWith('127.')
}

function assertHosts(owner: string, hosts: unknown): void {
  const valid =
    Array.isArray(hosts) && hosts.every((host) => typeof host === 'string' && /^[a-z0-9._-]{1,253}$/.test(host))
  if (!valid) throw new TypeError(`${owner}: "insecureHosts" must be an array of host names in lower case`)
}

async function readBody(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array(0)
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > maxBody) {
      await reader.cancel()
      throw new ProviderResponseError('ERR_PROVIDER_BODY', 'the response is too large')
    }
    chunks.push(value)
  }
  const body = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}

type Failure = 'ERR_PROVIDER_RESPONSE' | 'ERR_PROVIDER_BODY' | 'ERR_PROVIDER_REDIRECT'

class ProviderResponseError extends Error {
  readonly code: Failure

  constructor(code: Failure, message: string) {
    super(message)
    this.code = code
  }
}
