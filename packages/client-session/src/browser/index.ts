/** What `GET /session` says of the user who is logged in. */
export interface BrowserSession<User = Readonly<Record<string, unknown>>> {
  readonly user: User
  /** Epoch seconds: when the session ends if nobody uses it. */
  readonly expiresAt: number
  /** The path to which a form is posted to sign out. */
  readonly logout?: string
}

/** The paths of the server's routes, where they aren't the defaults. */
export interface BrowserOptions {
  /** @defaultValue `'/session'` */
  readonly session?: string
  /** @defaultValue `'/login'` */
  readonly login?: string
  /** @defaultValue `'/logout'` */
  readonly logout?: string
}

export interface BrowserClient {
  /**
   * Who is logged in, or `undefined` for nobody.
   * @param options `touch: false` looks without prolonging the session
   * @throws Error when the server can't say, with its `status` and `code`
   */
  session<User = Readonly<Record<string, unknown>>>(options?: {
    readonly touch?: boolean
  }): Promise<BrowserSession<User> | undefined>
  /** Goes to the login, and comes back to `returnTo`: the path, query and hash of this page by default. */
  login(returnTo?: string): void
  /** Signs out here and at the provider. */
  logout(returnTo?: string): void
  /**
   * The global `fetch` for this site's own routes. Where a route responds that a login is needed, it goes to the login and
   * comes back to this page; the returned promise then never settles, since the page is being left.
   */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>
}

interface Problem {
  readonly login?: unknown
  readonly code?: unknown
  readonly detail?: unknown
}

/** The four functions, for a server whose routes have other paths than the defaults. */
export function browserClient(options: BrowserOptions = {}): BrowserClient {
  const paths = { session: '/session', login: '/login', logout: '/logout', ...options }

  function here(): string {
    return location.pathname + location.search + location.hash
  }

  function leave(path: string, returnTo: string): void {
    location.assign(`${path}${path.includes('?') ? '&' : '?'}returnTo=${encodeURIComponent(returnTo)}`)
  }

  /** The header tells a browser without `Sec-Fetch-Site` apart from a form of another site. */
  function send(input: string | URL, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('X-Requested-With', 'fetch')
    return fetch(input, { credentials: 'same-origin', ...init, headers })
  }

  return {
    async session({ touch = true } = {}) {
      const response = await send(touch ? paths.session : `${paths.session}?touch=false`)
      if (response.ok) return response.json()
      const problem = await problemOf(response)
      if (response.status !== 401) {
        const { detail = 'the session cannot be read', code } = problem
        throw Object.assign(new Error(String(detail)), { status: response.status, code })
      }
      if (typeof problem.login === 'string') paths.login = problem.login
      return undefined
    },
    login(returnTo = here()) {
      leave(paths.login, returnTo)
    },
    logout(returnTo) {
      // A form and not fetch: the provider's page must be shown.
      const form = document.createElement('form')
      form.method = 'post'
      form.action = returnTo === undefined ? paths.logout : `${paths.logout}?returnTo=${encodeURIComponent(returnTo)}`
      form.hidden = true
      document.body.append(form)
      form.submit()
    },
    async fetch(input, init) {
      const response = await send(input, init)
      if (response.status !== 401) return response
      const { login } = await problemOf(response.clone())
      if (typeof login !== 'string') return response
      leave(login, here())
      return new Promise(() => undefined)
    },
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('Content-Type') ?? ''
  if (!type.startsWith('application/problem+json')) return {}
  const body: unknown = await response.json().catch(() => undefined)
  return typeof body === 'object' && body !== null ? body : {}
}

const client = browserClient()

export const session = client.session
export const login = client.login
export const logout = client.logout
const fetchOrLogIn = client.fetch

export { fetchOrLogIn as fetch }
