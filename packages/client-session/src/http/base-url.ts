import { AuthError, isLoopback, quote } from '@tandem-auth/tokens'
import { hostOf, type WebRequest } from './web-request.js'

/** Where users reach the app. */
export interface BaseUrl {
  /** As configured: the provider compares what is registered there byte for byte. */
  readonly text: string
  readonly origin: string
  readonly host: string
  /** Without a trailing slash; empty at the root. */
  readonly path: string
  /** A URL of the app for a path that begins with a slash. */
  at(path: string): string
}

/** @throws TypeError that names "baseUrl" */
export function parseBaseUrls(value: unknown, insecureHosts: readonly string[]): readonly [BaseUrl, ...BaseUrl[]] {
  const [first, ...others] = (Array.isArray(value) ? value : [value]).map((item) => parseBaseUrl(item, insecureHosts))
  if (first === undefined) throw new TypeError('clientSession: "baseUrl" must not be empty')
  if (others.some(({ origin }) => isHttps(origin) !== isHttps(first.origin))) {
    throw new TypeError('clientSession: "baseUrl" must be all https or all http, because the cookies differ')
  }
  const all = [first, ...others]
  if (new Set(all.map(({ host }) => host)).size !== all.length) {
    throw new TypeError('clientSession: "baseUrl" must not have the same host twice: the host chooses between them')
  }
  return [first, ...others]
}

export function isHttps(origin: string): boolean {
  return origin.startsWith('https:')
}

/** The base URL of this request. When only one is configured, the Host header is not used. */
export function hostedAt(bases: readonly [BaseUrl, ...BaseUrl[]], req: WebRequest): BaseUrl | undefined {
  if (bases.length === 1) return bases[0]
  const host = hostOf(req)
  return bases.find((base) => base.host === host)
}

/** @throws AuthError `ERR_REQUEST_HOST` (400) when no base URL has the host of the request */
export function baseUrlOf(bases: readonly [BaseUrl, ...BaseUrl[]], req: WebRequest): BaseUrl {
  const base = hostedAt(bases, req)
  if (base !== undefined) return base
  throw new AuthError('ERR_REQUEST_HOST', {
    hint: `No "baseUrl" has the host ${quote(hostOf(req))}. Behind a proxy, Express needs "trust proxy".`,
  })
}

function parseBaseUrl(value: unknown, insecureHosts: readonly string[]): BaseUrl {
  if (typeof value !== 'string' || !URL.canParse(value)) {
    throw new TypeError('clientSession: "baseUrl" must be an absolute URL')
  }
  const { protocol, hostname, origin, host, pathname, search, hash, username, password } = new URL(value)
  if (search !== '' || hash !== '' || username !== '' || password !== '') {
    throw new TypeError('clientSession: "baseUrl" must have an origin and at most a path')
  }
  const insecure = protocol === 'http:' && (isLoopback(hostname) || insecureHosts.includes(hostname))
  if (protocol !== 'https:' && !insecure) {
    throw new TypeError('clientSession: "baseUrl" must be https (http only on loopback and for "insecureHosts")')
  }
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  return { text: value, origin, host, path, at: (target) => new URL(`${origin}${path}${target}`).href }
}
