import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true })

/** What a browser does in a login: it follows redirects and keeps the app's cookies. */
export class Browser {
  #cookies = new Map()

  /** As a header has them. */
  get cookie() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** One request to the app; gives back where it is redirected to. */
  async visit(url) {
    const { location, cookies } = await get(url, { cookie: this.cookie })
    for (const line of cookies) this.#keep(line)
    return location
  }

  #keep(line) {
    const [pair, ...attributes] = line.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    if (attributes.some((attribute) => /^(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(attribute)))
      this.#cookies.delete(name)
    else this.#cookies.set(name, pair.slice(pair.indexOf('=') + 1))
  }
}

/** Begins a login: the request that the browser would send to the app's callback next. */
export async function beginLogin(url) {
  const browser = new Browser()
  const { location } = await get(await browser.visit(`${url}/login`))
  return { browser, callback: location, request: { path: location.slice(url.length), headers: headersOf(browser) } }
}

/** Logs in, and gives back the request for a page. */
export async function logIn(url) {
  const { browser, callback } = await beginLogin(url)
  await browser.visit(callback)
  return { path: '/', headers: headersOf(browser) }
}

/** A login that needs no provider. */
export async function openSession(url) {
  const browser = new Browser()
  await browser.visit(`${url}/login`)
  return { path: '/', headers: headersOf(browser) }
}

const headersOf = ({ cookie }) => ({ cookie })

function get(url, headers = {}) {
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent, headers }, (answer) => {
      const { location, 'set-cookie': cookies = [] } = answer.headers
      answer.resume().on('end', () => {
        if (location === undefined) reject(new Error(`${url} answered ${answer.statusCode}, not with a redirect`))
        else resolve({ location: new URL(location, url).href, cookies })
      })
    })
    asking.on('error', reject).end()
  })
}

/** Does it so many times, a few at once. */
export async function repeat(count, work) {
  const results = []
  while (results.length < count) {
    results.push(...(await Promise.all(Array.from({ length: Math.min(8, count - results.length) }, work))))
  }
  return results
}
