import { demoUser } from './accounts.js'

export interface Visit {
  readonly url: URL
  readonly response: Response
}

/** A browser without a window: follows redirects, keeps cookies, and fills in the provider's sign-in form. */
export interface Visitor {
  /** Opens an address, and signs in where the provider asks for it. Stops in front of `until`, without fetching it. */
  open(address: string | URL, until?: string): Promise<Visit>
}

export function createVisitor(): Visitor {
  const cookiesOf = new Map<string, Map<string, string>>()

  async function send(url: URL, form?: Readonly<Record<string, string>>): Promise<Response> {
    const cookies = cookiesOf.get(url.host) ?? new Map<string, string>()
    cookiesOf.set(url.host, cookies)
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    })
    for (const cookie of response.headers.getSetCookie()) remember(cookies, cookie)
    return response
  }

  return {
    async open(address, until) {
      let url = new URL(address)
      let response = await send(url)
      for (let step = 0; step < 20; step++) {
        const location = response.headers.get('location')
        if (location !== null) {
          url = new URL(location, url)
          if (until !== undefined && url.href.startsWith(until)) return { url, response }
          response = await send(url)
        } else if (url.pathname.startsWith('/interaction/') && response.status === 200) {
          response = await send(url, demoUser)
        } else {
          return { url, response }
        }
      }
      throw new Error(`${address} leads nowhere`)
    },
  }
}

function remember(cookies: Map<string, string>, setCookie: string): void {
  const [pair = '', ...attributes] = setCookie.split('; ')
  const name = pair.slice(0, pair.indexOf('='))
  const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice('expires='.length)
  if (expires !== undefined && Date.parse(expires) < Date.now()) cookies.delete(name)
  else cookies.set(name, pair.slice(name.length + 1))
}
