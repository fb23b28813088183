import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describeCause } from '../errors.js'
import { assertProviderUrl, createProviderFetch, fetchJson, hasResponded, isLoopback } from './provider-fetch.js'

let server: Server | undefined
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)))
  server = undefined
})

const get = (url: string, options = {}) => createProviderFetch('test', options)(url)

describe('a response', () => {
  it('comes with status, headers and a body that has been read', async () => {
    const url = await serve((_req, res) => res.writeHead(418, { 'x-provider': 'yes' }).end('short and stout'))
    const response = await get(url)
    expect(response.status).toBe(418)
    expect(response.headers.get('x-provider')).toBe('yes')
    expect(await response.text()).toBe('short and stout')
  })

  it.each([200, 204, 205])('with status %i may be empty', async (status) => {
    const url = await serve((_req, res) => res.writeHead(status).end())
    expect((await get(url)).status).toBe(status)
  })

  it('may have 256 KiB, and not a byte more', async () => {
    let size = 256 * 1024
    const url = await serve((_req, res) => res.end(Buffer.alloc(size)))
    expect((await (await get(url)).arrayBuffer()).byteLength).toBe(size)
    size += 1
    await expect(get(url)).rejects.toMatchObject({ code: 'ERR_PROVIDER_BODY' })
  })

  it('is measured as it unpacks: a small body that unpacks to a huge one is refused', async () => {
    const packed = gzipSync(Buffer.alloc(50_000_000))
    expect(packed.length).toBeLessThan(256 * 1024)
    const url = await serve((_req, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(packed))
    await expect(get(url)).rejects.toMatchObject({ code: 'ERR_PROVIDER_BODY' })
  })

  it('comes within any number of seconds: not each, times a thousand, is a whole number', async () => {
    const url = await serve((_req, res) => res.end('ok'))
    expect((await get(url, { timeout: 2.01 })).status).toBe(200)
  })

  it('that redirects is refused: nobody has configured that place', async () => {
    const asked: unknown[] = []
    const url = await serve((req, res) => {
      asked.push(req.url)
      res.writeHead(302, { location: '/elsewhere' }).end('moved')
    })
    await expect(get(url)).rejects.toMatchObject({ code: 'ERR_PROVIDER_REDIRECT' })
    expect(asked).toEqual(['/'])
  })

  it('that a fetch of another kind calls an opaque redirect is refused as well', async () => {
    const fetch = async () => ({ type: 'opaqueredirect', status: 0, body: null }) as Response
    await expect(get('https://a.example', { fetch })).rejects.toMatchObject({ code: 'ERR_PROVIDER_REDIRECT' })
  })
})

describe('the time limit', () => {
  it('ends a request without a response', async () => {
    const url = await serve(() => undefined)
    await expect(get(url, { timeout: 0.05 })).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('ends a body that drips', async () => {
    const url = await serve((_req, res) => {
      const timer = setInterval(() => res.write(' '), 10)
      res.on('close', () => clearInterval(timer))
    })
    await expect(get(url, { timeout: 0.1 })).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('holds for a fetch that knows no signal', async () => {
    const fetch = () => new Promise<Response>(() => undefined)
    await expect(get('https://a.example', { fetch, timeout: 0.05 })).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('stands beside the caller’s own signal', async () => {
    const url = await serve(() => undefined)
    const fetch = createProviderFetch('test', {})
    await expect(fetch(url, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ name: 'TimeoutError' })
    await expect(fetch(url, { signal: AbortSignal.abort(new Error('given up')) })).rejects.toThrow('given up')
  })
})

describe('a JSON object', () => {
  const read = (url: string) => fetchJson(createProviderFetch('test', {}), url)

  it('is read', async () => {
    const url = await serve((req, res) => res.end(JSON.stringify({ accepts: req.headers.accept })))
    expect(await read(url)).toEqual({ accepts: 'application/json' })
  })

  it.each(['', 'null', '[]', '"text"', '7', '<html>', '{'])('is not %p', async (body) => {
    const url = await serve((_req, res) => res.end(body))
    const failure = await read(url).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'ERR_PROVIDER_BODY' })
    expect(hasResponded(failure)).toBe(true)
  })

  it.each([201, 404, 500])('is not in a response with status %i', async (status) => {
    const url = await serve((_req, res) => res.writeHead(status).end('{}'))
    const failure = await read(url).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'ERR_PROVIDER_RESPONSE' })
    expect(hasResponded(failure)).toBe(true)
  })

  it('is not there when nobody listens', async () => {
    const url = await serve(() => undefined)
    server?.close()
    const failure = await read(url).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } })
    expect(hasResponded(failure)).toBe(false)
  })
})

describe('a URL', () => {
  const check = (value: unknown, hosts?: string[]) => assertProviderUrl('apiGuard', 'issuer', value, hosts)

  it.each([
    ['https://a.example/'],
    ['http://localhost:8080'],
    ['http://127.0.0.1:1'],
    ['http://127.8.9.1'],
    ['http://[::1]:80/x'],
    ['http://app.localhost'],
  ])('may be %s', (url) => {
    expect(check(url)).toBe(url)
  })

  it.each([
    ['http', 'http://a.example', /"issuer" must be https/],
    ['http to what only looks like loopback', 'http://127.0.0.1.evil.example', /must be https/],
    ['http to a name that only begins with localhost', 'http://localhost.evil.example', /must be https/],
    ['http to every interface', 'http://0.0.0.0', /must be https/],
    ['another scheme', 'file:///etc/passwd', /must be https/],
    ['a script', 'javascript:alert(1)', /must be https/],
    ['credentials', 'https://user:password@a.example', /user name or a password/],
    ['a user', 'https://user@a.example', /user name or a password/],
    ['only a password', 'https://:password@a.example', /user name or a password/],
    ['a path', '/realms/x', /absolute URL/],
    ['nothing', '', /absolute URL/],
    ['an object', new URL('https://a.example'), /absolute URL/],
  ])('may not be %s', (_name, url, message) => {
    expect(() => check(url)).toThrow(message)
    expect(() => check(url)).toThrow(TypeError)
    expect(() => check(url)).toThrow(/^apiGuard: "issuer"/)
    expect(() => check(url)).not.toThrow(/password@/)
  })

  it('may be http for the very hosts that are named', () => {
    expect(check('http://keycloak:8080', ['keycloak'])).toBe('http://keycloak:8080')
    expect(() => check('http://keycloak.evil.example', ['keycloak'])).toThrow(TypeError)
    expect(() => check('ftp://keycloak', ['keycloak'])).toThrow(TypeError)
  })

  it('is checked for every request, not only when it was configured', async () => {
    await expect(get('http://a.example')).rejects.toThrow('test: "url" must be https')
  })

  it.each([
    ['::1', false],
    ['[::1]', true],
    ['127.1', false],
    ['evil.example', false],
  ])('%s: loopback is %p', (host, response) => {
    expect(isLoopback(host)).toBe(response)
  })
})

describe('the options', () => {
  it.each([
    ['fetch', { fetch: 'fetch' }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: -1 }],
    ['timeout', { timeout: 301 }],
    ['timeout', { timeout: Number.NaN }],
    ['timeout', { timeout: '5' }],
    ['insecureHosts', { insecureHosts: 'keycloak' }],
    ['insecureHosts', { insecureHosts: ['*'] }],
    ['insecureHosts', { insecureHosts: ['http://keycloak'] }],
    ['insecureHosts', { insecureHosts: ['key cloak'] }],
    ['insecureHosts', { insecureHosts: ['Keycloak'] }],
    ['insecureHosts', { insecureHosts: [''] }],
    ['insecureHosts', { insecureHosts: [7] }],
  ])('"%s" is refused: %j', (name, options) => {
    expect(() => createProviderFetch('apiGuard', options as object)).toThrow(TypeError)
    expect(() => createProviderFetch('apiGuard', options as object)).toThrow(`apiGuard: "${name}" must be`)
  })
})

it('allows http for the host names that docker compose makes of its services', () => {
  const url = 'http://auth_server:8080/realms/x'
  expect(() => createProviderFetch('apiGuard', { insecureHosts: ['auth_server'] })).not.toThrow()
  expect(assertProviderUrl('apiGuard', 'issuer', url, ['auth_server'])).toBe(url)
})

it('uses the global fetch of the moment, since tracing and mocking libraries replace it later', async () => {
  const fetch = createProviderFetch('test', {})
  const original = globalThis.fetch
  globalThis.fetch = async () => new Response('replaced')
  try {
    expect(await (await fetch('https://issuer.example')).text()).toBe('replaced')
  } finally {
    globalThis.fetch = original
  }
})

it('names what went wrong when a server speaks no TLS, as OpenSSL does', async () => {
  const url = await serve((_req, res) => res.end())
  const error: unknown = await get(url.replace('http:', 'https:')).catch((thrown: unknown) => thrown)
  expect(describeCause(error)?.message).toMatch(/^(ERR_SSL_|EPROTO$)/)
})
