import type { Server } from 'node:http'
import request, { type Response, type Test } from 'supertest'

/** What a browser sends when somebody follows a link. */
export const navigation = {
  Accept: 'text/html',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Site': 'none',
}

export interface Sent {
  /** Laid over those of a navigation; an empty one isn't sent. */
  readonly headers?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>> | string
}

/** As much of a browser as a login needs: cookies, and the way to the provider and back. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #server: Server
  readonly #origin: string

  constructor(server: Server, baseUrl: string) {
    this.#server = server
    this.#origin = new URL(baseUrl).origin
  }

  /** A request for a path or an address of the app. */
  async send(method: 'get' | 'post' | 'head' | 'options' | 'put', target: string, sent: Sent = {}): Promise<Response> {
    const { origin, host, protocol, pathname, search } = new URL(target, this.#origin)
    if (origin !== this.#origin) throw new Error(`not an address of the app: ${origin}`)
    let test: Test = request(this.#server)
      [method](pathname + search)
      .set('Host', host)
      .redirects(0)
    if (this.cookies.size > 0) test = test.set('Cookie', this.cookieHeader)
    if (sent.form !== undefined) {
      test = test.type('form').send(typeof sent.form === 'string' ? sent.form : { ...sent.form })
    }
    const headers = { 'X-Forwarded-Proto': protocol.slice(0, -1), ...navigation, ...sent.headers }
    for (const [name, value] of Object.entries(headers)) if (value !== '') test = test.set(name, value)
    const response = await test
    this.#remember(response)
    return response
  }

  get(target: string, headers?: Readonly<Record<string, string>>): Promise<Response> {
    return this.send('get', target, headers === undefined ? {} : { headers })
  }

  post(target: string, sent: Sent = {}): Promise<Response> {
    return this.send('post', target, {
      ...sent,
      headers: { Origin: this.#origin, 'Sec-Fetch-Site': 'same-origin', ...sent.headers },
    })
  }

  /** Begins a login and lets the provider answer it; what comes back is the address of the callback. */
  async authorize(target = '/login'): Promise<string> {
    return locationOf(await atProvider(locationOf(await this.get(target))))
  }

  /** A whole login; what comes back is the answer of the callback. */
  async logIn(target?: string): Promise<Response> {
    return this.get(await this.authorize(target))
  }

  /** Whether the app of these tests knows who this is. */
  async isLoggedIn(): Promise<boolean> {
    return (await this.get('/')).body.user !== null
  }

  /** Cookies don't tell ports apart, so over http the name has the port. */
  get sessionCookieName(): string {
    const { protocol, port } = new URL(this.#origin)
    if (protocol === 'https:') return '__Host-tandem'
    return port === '' ? 'tandem' : `tandem-${port}`
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #remember(response: Response): void {
    for (const cookie of setCookies(response)) {
      const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim())
      const name = pair.slice(0, pair.indexOf('='))
      const gone = attributes.some((attribute) => {
        const [key, value = ''] = attribute.split('=')
        return key === 'Max-Age' ? Number(value) <= 0 : key === 'Expires' && Date.parse(value) <= Date.now()
      })
      if (gone) this.cookies.delete(name)
      else this.cookies.set(name, pair.slice(name.length + 1))
    }
  }
}

export function setCookies(response: { readonly headers: Readonly<Record<string, unknown>> }): readonly string[] {
  const header = response.headers['set-cookie']
  return Array.isArray(header) ? header : []
}

/** The provider's answer to a browser that was sent there. */
export function atProvider(url: string): Promise<globalThis.Response> {
  return fetch(url, { redirect: 'manual' })
}

export function locationOf(response: Response | globalThis.Response): string {
  const location =
    response instanceof globalThis.Response ? response.headers.get('location') : response.headers.location
  if (typeof location !== 'string') throw new Error(`no Location in an answer of status ${response.status}`)
  return location
}
