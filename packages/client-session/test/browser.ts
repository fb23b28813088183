import { type IncomingHttpHeaders, request } from 'node:http'

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
  readonly headers: IncomingHttpHeaders
  readonly setCookies: readonly string[]
  readonly text: string
}

export function openBrowser(url: string, cookies: ReadonlyMap<string, string> = new Map()): Browser {
  const jar = new Map(cookies)

  async function visit(method: string, path: string): Promise<Answer> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await send(method, `${url}${path}`, cookie)
    for (const set of answer.setCookies) {
      const [pair = ''] = set.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return answer
  }

  return {
    cookies: jar,
    get: (path) => visit('GET', path),
    post: (path) => visit('POST', path),
    copy: () => openBrowser(url, jar),
  }
}

// Not by fetch, which says of itself that it is no navigation.
function send(method: string, address: string, cookie: string): Promise<Answer> {
  const headers = { accept: 'text/html', ...(cookie !== '' && { cookie }) }
  return new Promise((resolve, reject) => {
    const outgoing = request(address, { method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const { statusCode = 0, headers } = answer
        const text = Buffer.concat(chunks).toString()
        resolve({ status: statusCode, headers, setCookies: headers['set-cookie'] ?? [], text })
      })
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}
