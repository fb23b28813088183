import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Headers that a response must have, no matter who writes it: the app, one of our routes, or Express' error handler. */
export interface ResponseHead {
  /** Sent even if an error handler removes all headers, as Express' own handler does. */
  addCookie(setCookie: string): void
  /** The response is for a logged-in user: no shared cache may store it. */
  markPersonal(): void
  /** The response is for anonymous visitors: a shared cache must not serve it to a logged-in user. */
  markAnonymous(): void
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[]

/** Call this before express-session is mounted, so that its cookie is seen here. */
export function watchResponse(res: ServerResponse, sessionCookie: string): ResponseHead {
  const response = new WatchedResponse(sessionCookie)
  const writeHead = res.writeHead
  const watched = (status: number, reason?: string | Headers, headers?: Headers): ServerResponse => {
    if (res.headersSent) return writeHead.call(res, status)
    liftHeaders(res, typeof reason === 'object' ? reason : headers)
    response.completeHead(res)
    if (typeof reason === 'string') res.statusMessage = reason
    return writeHead.call(res, status)
  }
  res.writeHead = watched as typeof res.writeHead
  return response
}

// A class, like every object that holds a reference to its request: see context.ts.
class WatchedResponse implements ResponseHead {
  readonly #sessionCookie: string
  readonly #cookies: string[] = []
  #personal = false
  #anonymous = false

  constructor(sessionCookie: string) {
    this.#sessionCookie = sessionCookie
  }

  addCookie(setCookie: string): void {
    this.#cookies.push(setCookie)
  }

  markPersonal(): void {
    this.#personal = true
  }

  markAnonymous(): void {
    this.#anonymous = true
  }

  completeHead(res: ServerResponse): void {
    for (const cookie of this.#cookies) res.appendHeader('Set-Cookie', cookie)
    const setsCookie = this.#cookies.length > 0 || sets(res, this.#sessionCookie)
    if (setsCookie || this.#personal) protectFromCaches(res, setsCookie)
    if (setsCookie || this.#personal || this.#anonymous) varyByCookie(res)
  }
}

// Shared caches must store neither our cookies nor personal responses. A stricter `Cache-Control` set by the app is kept.
function protectFromCaches(res: ServerResponse, setsCookie: boolean): void {
  const current = res.getHeader('Cache-Control')
  if (current === undefined || !isStrict(String(current).toLowerCase(), setsCookie))
    res.setHeader('Cache-Control', 'private, no-store')
}

function isStrict(cacheControl: string, setsCookie: boolean): boolean {
  return cacheControl.includes('no-store') || (!setsCookie && cacheControl.includes('private'))
}

function varyByCookie(res: ServerResponse): void {
  const vary = res.getHeader('Vary')
  if (vary === undefined || vary === '') return void res.setHeader('Vary', 'Cookie')
  const named = String(vary)
    .split(',')
    .map((name) => name.trim().toLowerCase())
  if (!named.includes('cookie') && !named.includes('*')) res.setHeader('Vary', `${vary}, Cookie`)
}

function sets(res: ServerResponse, cookie: string): boolean {
  const header = res.getHeader('Set-Cookie')
  return header !== undefined && [header].flat().some((value) => String(value).startsWith(`${cookie}=`))
}

// Headers passed to writeHead would overwrite ours.
function liftHeaders(res: ServerResponse, headers: Headers | undefined): void {
  if (headers === undefined) return
  const lifted = new Map<string, OutgoingHttpHeader>()
  for (const [name, value] of pairsOf(headers)) {
    const before = lifted.get(name)
    if (value !== undefined) lifted.set(name, before === undefined ? value : [before, value].flat().map(String))
  }
  for (const [name, value] of lifted) res.setHeader(name, value)
}

function pairsOf(headers: Headers): readonly (readonly [string, OutgoingHttpHeader | undefined])[] {
  if (!Array.isArray(headers)) return Object.entries(headers)
  if (headers.every(Array.isArray)) return headers as unknown as [string, OutgoingHttpHeader][]
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[String(name), headers[index + 1]] as const] : []))
}
