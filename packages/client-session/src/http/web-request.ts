import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'

/** What Express 4 and 5 add to a request and is used here; all of it may be missing. */
export interface WebRequest extends IncomingMessage {
  readonly originalUrl?: string
  readonly protocol?: string
  readonly ip?: string | undefined
  readonly body?: unknown
  readonly app?: { get(setting: string): unknown }
}

/** A middleware by its structure alone: Express 5, Express 4 and others take it, without their types. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

/** The whole request target as it came, whatever the middleware is mounted under. */
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

/** Whether the browser's side of the connection is TLS; a proxy's word counts only by Express' `trust proxy`. */
export function isSecure(req: WebRequest): boolean {
  if (req.protocol !== undefined) return req.protocol === 'https'
  return (req.socket as Partial<TLSSocket>).encrypted === true
}

/** The host and port that the browser asked for; a proxy's word counts only by Express' `trust proxy`. */
export function hostOf(req: WebRequest): string {
  const trusts = req.app?.get('trust proxy fn')
  const forwarded = req.headers['x-forwarded-host']
  if (typeof forwarded === 'string' && typeof trusts === 'function' && trusts(req.socket.remoteAddress, 0) === true) {
    return (forwarded.split(',')[0] ?? '').trim().toLowerCase()
  }
  return (req.headers.host ?? '').toLowerCase()
}

/** A prefetch or prerender: nobody has decided to go there yet. */
export function isPrefetch(req: IncomingMessage): boolean {
  const { 'sec-purpose': secPurpose, purpose, 'x-moz': moz } = req.headers
  return [secPurpose, purpose, moz].some((value) => typeof value === 'string' && /\b(prefetch|prerender)\b/.test(value))
}

/** A person goes to a page: the one kind of request that a redirect to the provider helps. */
export function isNavigation(req: IncomingMessage): boolean {
  if (req.method !== 'GET' && req.method !== 'HEAD') return false
  if (isPrefetch(req)) return false
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination, accept } = req.headers
  if (mode !== undefined || destination !== undefined) return mode === 'navigate' && destination === 'document'
  return accept?.includes('text/html') === true
}

/** A request that says it is something else than a navigation; one that says nothing (curl, an old browser) doesn't. */
export function isBackground(req: IncomingMessage): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = req.headers
  return (
    isPrefetch(req) ||
    (mode !== undefined && mode !== 'navigate') ||
    (destination !== undefined && destination !== 'document')
  )
}
