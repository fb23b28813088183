import { AuthError, isLoopback, quote } from '@tandem-auth/tokens'
import { hostOf, type WebRequest } from './web-request.js'

/** Where the app is reached from outside. */
export interface BaseUrl {
  /** As it was configured: what was registered at the provider is compared byte for byte. */
  readonly text: string
  readonly origin: string
  readonly host: string
  /** Without a slash at the end; empty at the root. */
  readonly path: string
  /** An address of the app by its path, which begins with a slash. */
  at(path: string): string
}

/** @throws TypeError that names "baseUrl" */
export function parseBaseUrls(value: unknown, insecureHosts: readonly string[]): readonly [BaseUrl, ...BaseUrl[]] {
  const [first, ...others] = (Array.isArray(value) ? value : [value]).map((item) => parseBaseUrl(item, insecureHosts))
  if (first === undefined) throw new TypeError('clientSession: "baseUrl" must not be empty')
  if (others.some(({ origin }) => isHttps(origin) !== isHttps(first.origin))) {
    throw new TypeError('clientSession: "baseUrl" must be https everywhere or nowhere, since the cookies differ')
  }
  const all = [first, ...others]
  if (new Set(all.map(({ host }) => host)).size !== all.length) {
    throw new TypeError('clientSession: "baseUrl" must not have the same host twice: nothing else chooses between them')
  }
  return [first, ...others]
}

export function isHttps(origin: string): boolean {
  return origin.startsWith('https:')
}

/** The base URL of this request. With one there is no choice: the Host header decides nothing. */
export function hostedAt(bases: readonly [BaseUrl, ...BaseUrl[]], req: WebRequest): BaseUrl | undefined {
  if (bases.length === 1) return bases[0]
  const host = hostOf(req)
  return bases.find((base) => base.host === host)
}

/** @throws AuthError `ERR_REQUEST_HOST` (400) for a host that none of the base URLs has */
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
    throw new TypeError('clientSession: "baseUrl" must be an origin and perhaps a path, nothing more')
  }
  const insecure = protocol === 'http:' && (isLoopback(hostname) || insecureHosts.includes(hostname))
  if (protocol !== 'https:' && !insecure) {
    throw new TypeError('clientSession: "baseUrl" must be https (http is for loopback and "insecureHosts" alone)')
  }
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  return { text: value, origin, host, path, at: (target) => new URL(`${origin}${path}${target}`).href }
}
