/** What of a browser matters to sessions: it keeps cookies and sends them back. */
export interface Browser {
  readonly cookies: Map<string, string>
  get(path: string): Promise<Answer>
  post(path: string): Promise<Answer>
  /** Another one with the same cookies, as a thief would have, or a tab that was opened before. */
  copy(): Browser
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly setCookies: readonly string[]
  readonly text: string
}

export function openBrowser(url: string, cookies = new Map<string, string>()): Browser {
  async function send(method: string, path: string): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(`${url}${path}`, { method, headers: cookie === '' ? {} : { cookie } })
    const setCookies = answer.headers.getSetCookie()
    for (const set of setCookies) {
      const [pair = ''] = set.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return { status: answer.status, headers: answer.headers, setCookies, text: await answer.text() }
  }
  return {
    cookies,
    get: (path) => send('GET', path),
    post: (path) => send('POST', path),
    copy: () => openBrowser(url, new Map(cookies)),
  }
}
