import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** What must be in the head of an answer whoever writes it: the app, a route of ours, or Express' error handler. */
export interface AnswerHeaders {
  /** Sent even if an error handler throws all headers away, as Express' own does. */
  addCookie(setCookie: string): void
  /** The answer depends on who is logged in: no shared cache may keep it. */
  markPersonal(): void
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[]

/** Must be called before express-session is mounted, so that its cookie is seen here. */
export function watchAnswer(res: ServerResponse): AnswerHeaders {
  const cookies: string[] = []
  let personal = false
  const writeHead = res.writeHead
  const watched = (status: number, reason?: string | Headers, headers?: Headers): ServerResponse => {
    res.writeHead = writeHead
    if (res.headersSent) return writeHead.call(res, status)
    liftHeaders(res, typeof reason === 'object' ? reason : headers)
    for (const cookie of cookies) res.appendHeader('Set-Cookie', cookie)
    protectFromCaches(res, personal)
    if (typeof reason === 'string') res.statusMessage = reason
    return writeHead.call(res, status)
  }
  res.writeHead = watched as typeof res.writeHead
  return {
    addCookie: (setCookie) => void cookies.push(setCookie),
    markPersonal: () => {
      personal = true
    },
  }
}

// A cache that stores a Set-Cookie hands one person's session to the next; what was made for one person is no less
// private. A stricter word of the app stays.
function protectFromCaches(res: ServerResponse, personal: boolean): void {
  const setsCookie = res.hasHeader('Set-Cookie')
  if (!setsCookie && !personal) return
  const current = String(res.getHeader('Cache-Control') ?? '').toLowerCase()
  const strict = current.includes('no-store') || (!setsCookie && current.includes('private'))
  if (!strict) res.setHeader('Cache-Control', 'private, no-store')
  const vary = String(res.getHeader('Vary') ?? '')
  const named = vary.split(',').map((name) => name.trim().toLowerCase())
  if (!named.includes('cookie') && !named.includes('*'))
    res.setHeader('Vary', vary === '' ? 'Cookie' : `${vary}, Cookie`)
}

// Headers handed to writeHead itself would be laid over ours.
function liftHeaders(res: ServerResponse, headers: Headers | undefined): void {
  if (headers === undefined) return
  for (const [name, value] of pairsOf(headers)) {
    if (value === undefined) continue
    if (name.toLowerCase() === 'set-cookie') res.appendHeader(name, value as string | string[])
    else res.setHeader(name, value)
  }
}

function pairsOf(headers: Headers): readonly (readonly [string, OutgoingHttpHeader | undefined])[] {
  if (!Array.isArray(headers)) return Object.entries(headers)
  if (headers.every(Array.isArray)) return headers as unknown as [string, OutgoingHttpHeader][]
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[String(name), headers[index + 1]] as const] : []))
}
