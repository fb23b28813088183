import { type IncomingHttpHeaders, request } from 'node:http'

/** What of a browser matters to sessions: it keeps cookies and sends them back. */
export interface Browser {
  readonly cookies: Map<string, string>
  get(path: string): Promise<Response_>
  post(path: string): Promise<Response_>
  /** Another one with the same cookies, as a thief would have, or a tab that was opened before. */
  copy(): Browser
}

export interface Response_ {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly setCookies: readonly string[]
  readonly text: string
}

export function openBrowser(url: string, cookies: ReadonlyMap<string, string> = new Map()): Browser {
  const jar = new Map(cookies)

  async function context(method: string, path: string): Promise<Response_> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await send(method, `${url}${path}`, cookie)
    for (const set of response.setCookies) {
      const [pair = ''] = set.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }

  return {
    cookies: jar,
    get: (path) => context('GET', path),
    post: (path) => context('POST', path),
    copy: () => openBrowser(url, jar),
  }
}

// Not by fetch, which says of itself that it is no navigation.
function send(method: string, url: string, cookie: string): Promise<Response_> {
  const headers = { accept: 'text/html', ...(cookie !== '' && { cookie }) }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode = 0, headers } = response
        const text = Buffer.concat(chunks).toString()
        resolve({ status: statusCode, headers, setCookies: headers['set-cookie'] ?? [], text })
      })
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}
