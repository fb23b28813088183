import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'

/** The additions of Express 4 and 5 to a request that are used here; each may be missing. */
export interface WebRequest extends IncomingMessage {
  readonly originalUrl?: string
  readonly protocol?: string
  readonly ip?: string | undefined
  readonly body?: unknown
  readonly app?: { get(setting: string): unknown }
}

/** A middleware typed by its structure: works with Express 5, Express 4 and others without their types. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

/** The request target as it was received, independent of the path the middleware is mounted on. */
export function targetOf(req: WebRequest): string {
  return req.originalUrl ?? req.url ?? '/'
}

export function pathOf(req: WebRequest): string {
  const target = targetOf(req)
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

export function queryOf(req: WebRequest): URLSearchParams {
  const target = targetOf(req)
  const query = target.indexOf('?')
  return new URLSearchParams(query === -1 ? '' : target.slice(query + 1))
}

/** Whether the browser used TLS; a proxy's header counts only with Express' `trust proxy`. */
export function isSecure(req: WebRequest): boolean {
  if (req.protocol !== undefined) return req.protocol === 'https'
  return (req.socket as Partial<TLSSocket>).encrypted === true
}

/** The host and port that the browser asked for; a proxy's header counts only with Express' `trust proxy`. */
export function hostOf(req: WebRequest): string {
  const trusts = req.app?.get('trust proxy fn')
  const forwarded = req.headers['x-forwarded-host']
  if (typeof forwarded === 'string' && typeof trusts === 'function' && trusts(req.socket.remoteAddress, 0) === true) {
    return (forwarded.split(',')[0] ?? '').trim().toLowerCase()
  }
  return (req.headers.host ?? '').toLowerCase()
}

/** A prefetch or prerender: the user has not decided to go there. */
export function isPrefetch(req: IncomingMessage): boolean {
  const { 'sec-purpose': secPurpose, purpose, 'x-moz': moz } = req.headers
  return [secPurpose, purpose, moz].some((value) => typeof value === 'string' && /\b(prefetch|prerender)\b/.test(value))
}

/** A top-level navigation, the only request that can be redirected to the provider. */
export function isNavigation(req: IncomingMessage): boolean {
  return (req.method === 'GET' || req.method === 'HEAD') && !isPrefetch(req) && (hasNavigated(req) ?? acceptsHtml(req))
}

/** A form that the user submitted: the browser shows the response as a page, and can't repeat the request elsewhere. */
export function isFormNavigation(req: IncomingMessage): boolean {
  return req.method === 'POST' && (hasNavigated(req) ?? acceptsHtml(req))
}

/** A request whose headers say that it is not a navigation. One without such headers (curl, an old browser) is not one. */
export function isBackground(req: IncomingMessage): boolean {
  return isPrefetch(req) || hasNavigated(req) === false
}

/**
 * What the browser says; `undefined` from one that says nothing. A service worker that passes a navigation on with
 * `fetch(event.request)` makes it one with an empty destination, and some browsers one of the mode `same-origin`.
 */
function hasNavigated(req: IncomingMessage): boolean | undefined {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = req.headers
  if (mode === undefined && destination === undefined) return undefined
  if (mode === 'navigate') return destination === undefined || destination === 'document' || destination === 'empty'
  const scripted = req.headers['x-requested-with'] !== undefined
  return mode === 'same-origin' && destination === 'empty' && req.method === 'GET' && acceptsHtml(req) && !scripted
}

function acceptsHtml({ headers: { accept } }: IncomingMessage): boolean {
  return accept?.includes('text/html') === true
}
