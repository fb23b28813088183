import { request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Visit {
  readonly url: URL
  readonly status: number
  readonly location: string | undefined
  readonly body: string
}

/** A browser without a window: it keeps cookies, follows redirects, and says at the provider who it is. */
export interface Visitor {
  readonly name: string
  /** Opens a path of the app, and follows wherever that leads; signs in where the provider asks. */
  open(path: string): Promise<Visit>
  /** Asks once, and follows nothing. */
  ask(path: string): Promise<Visit>
  /** Sends a form of the app's own pages, and follows. `origin` is where it claims to come from. */
  send(path: string, form?: Readonly<Record<string, string>>, origin?: string): Promise<Visit>
}

export function createVisitor(app: string, sub: string, userAgent: string): Visitor {
  const jar = new Map<string, string>()

  async function visit(url: URL, form?: Readonly<Record<string, string>>, origin = url.origin): Promise<Visit> {
    const cookie = url.origin === app ? [...jar].map(([name, value]) => `${name}=${value}`).join('; ') : ''
    const headers = {
      ...{ accept: 'text/html', 'user-agent': userAgent, cookie },
      ...(form !== undefined && { origin, 'content-type': 'application/x-www-form-urlencoded' }),
    }
    const { response, cookies } = await exchange(url, headers, form)
    if (url.origin === app) for (const line of cookies) remember(jar, line)
    return response
  }

  async function follow(first: Visit): Promise<Visit> {
    let current = first
    for (let step = 0; step < 10; step++) {
      const { url, location, body } = current
      if (location !== undefined) current = await visit(new URL(location, url))
      else if (body.includes('Who are you?')) current = await visit(url, { ...fieldsOf(url), as: sub })
      else return current
    }
    throw new Error(`${first.url} leads nowhere`)
  }

  return {
    name: userAgent,
    open: async (path) => follow(await visit(new URL(path, app))),
    ask: (path) => visit(new URL(path, app)),
    send: async (path, form = {}, origin = app) => follow(await visit(new URL(path, app), form, origin)),
  }
}

const fieldsOf = ({ searchParams }: URL) => Object.fromEntries(searchParams)

/** By `node:http`: `fetch` says of itself that it isn't a navigation, and a login begins with one. */
function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  form?: Readonly<Record<string, string>>,
): Promise<{ readonly response: Visit; readonly cookies: readonly string[] }> {
  return new Promise((resolve, reject) => {
    request(url, { method: form === undefined ? 'GET' : 'POST', headers, agent: false, timeout: 10_000 })
      .on('response', (response) => {
        const { statusCode: status = 0, headers } = response
        const cookies = headers['set-cookie'] ?? []
        text(response).then(
          (body) => resolve({ response: { url, status, location: headers.location, body }, cookies }),
          reject,
        )
      })
      .on('timeout', () => reject(new Error(`${url.origin} doesn’t answer`)))
      .on('error', reject)
      .end(form && new URLSearchParams(form).toString())
  })
}

function remember(jar: Map<string, string>, setCookie: string): void {
  const [pair = '', ...attributes] = setCookie.split('; ')
  const name = pair.slice(0, pair.indexOf('='))
  const isGone = attributes.some(
    (attribute) => attribute === 'Max-Age=0' || /^Expires=Thu, 01 Jan 1970/.test(attribute),
  )
  if (isGone) jar.delete(name)
  else jar.set(name, pair.slice(name.length + 1))
}
