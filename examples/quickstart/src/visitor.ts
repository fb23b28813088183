import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { demoUser } from './accounts.js'

export interface Visit {
  readonly url: URL
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** A browser without a window: follows redirects, keeps cookies, and fills in the provider's sign-in form. */
export interface Visitor {
  /** Opens an address, and signs in where the provider asks for it. Stops in front of `until`, without fetching it. */
  open(address: string, until?: string): Promise<Visit>
}

export function createVisitor({ accept = 'text/html' } = {}): Visitor {
  const cookiesOf = new Map<string, Map<string, string>>()

  async function send(url: URL, form?: Readonly<Record<string, string>>): Promise<Visit> {
    const cookies = cookiesOf.get(url.host) ?? new Map<string, string>()
    cookiesOf.set(url.host, cookies)
    const visit = await navigate(url, { accept, cookie: [...cookies.values()].join('; ') }, form)
    for (const cookie of visit.headers['set-cookie'] ?? []) remember(cookies, cookie)
    return visit
  }

  return {
    async open(address, until) {
      let visit = await send(new URL(address))
      for (let step = 0; step < 20; step++) {
        const { url, status, headers } = visit
        if (headers.location !== undefined) {
          const next = new URL(String(headers.location), url)
          if (until !== undefined && next.href.startsWith(until)) return { ...visit, url: next }
          visit = await send(next)
        } else if (url.pathname.startsWith('/interaction/') && status === 200) {
          visit = await send(url, demoUser)
        } else {
          return visit
        }
      }
      throw new Error(`${address} leads nowhere`)
    },
  }
}

/** By `node:http`: `fetch` says of itself that it isn't a navigation, and a login begins with one. */
function navigate(
  url: URL,
  headers: Readonly<Record<string, string>>,
  form?: Readonly<Record<string, string>>,
): Promise<Visit> {
  const method = form === undefined ? 'GET' : 'POST'
  const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
  return new Promise((resolve, reject) => {
    request(url, { method, headers: { ...headers, ...type }, timeout: 10_000 })
      .on('response', (response) => {
        const { statusCode: status = 0, headers } = response
        text(response).then((body) => resolve({ url, status, headers, body }), reject)
      })
      .on('timeout', () => reject(new Error(`${url.origin} doesn’t answer`)))
      .on('error', reject)
      .end(form && new URLSearchParams(form).toString())
  })
}

function remember(cookies: Map<string, string>, setCookie: string): void {
  const [pair = '', ...attributes] = setCookie.split('; ')
  const name = pair.slice(0, pair.indexOf('='))
  const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice('expires='.length)
  if (expires !== undefined && Date.parse(expires) < Date.now()) cookies.delete(name)
  else cookies.set(name, pair)
}
