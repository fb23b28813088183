import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express from 'express'
import type { Browser } from '../../test/login-browser.js'
import { startUpstreamApi, type UpstreamApi } from '../../test/upstream-api.js'
import { startWebApp, type WebApp } from '../../test/web-app.js'

type App = WebApp<'orders' | 'gone', unknown>

let issuer: TestIssuer
let api: UpstreamApi
let app: App
let browser: Browser
beforeAll(async () => {
  issuer = await startIssuer()
  api = await startUpstreamApi()
  app = await startWebApp<'orders' | 'gone', unknown>(issuer, {
    apis: {
      orders: { url: `${api.url}/v1`, scopes: ['read:orders'] },
      gone: { url: 'http://127.0.0.1:9' },
    },
    define(server, web) {
      const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']
      const paths = ['/list', '/events', '/items/:id', '/files/*']
      server.use(
        '/parsed',
        express.json(),
        express.urlencoded(),
        express.text(),
        web.proxy('orders', { methods, paths }),
      )
      server.use('/raw', express.raw({ type: '*/*' }), web.proxy('orders', { methods, paths }))
      server.use('/api', web.proxy('orders', { methods, paths }))
      server.use('/read-only', web.proxy('orders', { methods: ['GET'], paths: ['/list'] }))
      server.use('/gone', web.proxy('gone', { methods, paths }))
      server.post('/renew', (req, res, next) => {
        web
          .of(req)
          .renewSessionId()
          .then(() => res.end(), next)
      })
      server.use('/own', web.sameOrigin(), (_req, res) => void res.json({ own: true }))
    },
  })
  browser = app.browser()
  await browser.logIn()
})
afterAll(async () => {
  await app.close()
  await api.close()
  await issuer.close()
})

const fromPage = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty', Accept: '*/*' }

/** A request of a page's script, byte for byte as it is written here. */
async function send(path: string, options: RequestOptions = {}, body?: string | Buffer): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo
  const headers = { Cookie: browser.cookieHeader, ...fromPage, ...(options.headers as object) }
  const call = httpRequest({ host: '127.0.0.1', port, ...options, path, headers })
  call.end(body)
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  return response
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response) text += chunk
  return text
}

async function json(path: string, options?: RequestOptions, body?: string | Buffer) {
  const response = await send(path, options, body)
  return {
    status: response.statusCode,
    headers: response.headers,
    body: JSON.parse((await textOf(response)) || 'null'),
  }
}

const lastArrival = () => {
  const arrival = api.arrivals.at(-1)
  if (arrival === undefined) throw new Error('nothing has reached the API')
  return arrival
}

/** A request that must not reach the API. */
async function unreached(path: string, options?: RequestOptions, body?: string) {
  const { length } = api.arrivals
  const { status, body: problem, headers } = await json(path, options, body)
  expect(api.arrivals).toHaveLength(length)
  return { status, code: problem?.code, headers }
}

describe('a request of a page of this site', () => {
  it('reaches the API with the access token, the path and the query', async () => {
    const { status, body, headers } = await json('/api/items/a%20b?q=%2F..&q=2')
    expect([status, body.url]).toEqual([200, '/v1/items/a%20b?q=%2F..&q=2'])
    expect(lastArrival().headers.authorization).toMatch(/^Bearer \S+$/)
    expect(headers['cache-control']).toBe('private, no-store')
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox; frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('takes its body along, of a known length and in chunks', async () => {
    const sized = await json('/api/list', { method: 'POST', headers: { 'Content-Length': '5' } }, 'hello')
    expect(sized.body).toEqual({ method: 'POST', url: '/v1/list', body: 'hello' })
    const chunked = await json('/api/list', { method: 'PUT', headers: { 'Transfer-Encoding': 'chunked' } }, 'in chunks')
    expect(chunked.body).toEqual({ method: 'PUT', url: '/v1/list', body: 'in chunks' })
  })

  it.each([
    ['application/json', '{"a":[1,"ü"]}', '{"a":[1,"ü"]}'],
    ['application/x-www-form-urlencoded', 'a=1&b=%C3%BC', 'a=1&b=%C3%BC'],
    ['text/plain', 'plain', 'plain'],
  ])('takes a body of %s along that a parser has read', async (type, sent, arrived) => {
    const { body } = await json('/parsed/list', { method: 'POST', headers: { 'Content-Type': type } }, sent)
    expect(body.body).toBe(arrived)
  })

  it('takes bytes along that a parser has read', async () => {
    const { body } = await json('/raw/list', { method: 'POST', headers: { 'Content-Type': 'image/png' } }, 'bytes')
    expect(body.body).toBe('bytes')
  })

  it('hands on neither the cookies, nor who the browser says it is, nor headers of the connection', async () => {
    const headers = {
      Authorization: 'Bearer made-up',
      'X-Forwarded-For': '10.0.0.1',
      X_Forwarded_For: '10.0.0.1',
      'X-Forwarded-Access-Token': 'made-up',
      Forwarded: 'for=10.0.0.1',
      'Client-Cert': ':made-up:',
      Connection: 'x-secret',
      'X-Secret': 'of this connection',
      'X-HTTP-Method-Override': 'DELETE',
      'X-Custom': 'kept',
      Origin: app.baseUrl,
      Referer: `${app.baseUrl}/page`,
      DPoP: 'made-up',
    }
    expect((await json('/api/list', { headers })).status).toBe(200)
    const { headers: arrived } = lastArrival()
    expect(Object.keys(arrived).sort()).toEqual(['accept', 'authorization', 'connection', 'host', 'x-custom'])
    expect(arrived.authorization).not.toContain('made-up')
    expect(arrived.host).toBe(new URL(api.url).host)
  })

  it('is sent once more with a new token after a 401, when its body can be', async () => {
    api.next((_req, res) => void res.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end())
    expect((await json('/api/list')).status).toBe(200)
    const [first, second] = api.arrivals.slice(-2)
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization)
  })

  it('ends in our own 401 when the API refuses the new token, too', async () => {
    const refuse = (_req: IncomingMessage, res: import('node:http').ServerResponse) =>
      void res.writeHead(401, { 'WWW-Authenticate': 'Basic realm="api"' }).end('secret reason')
    api.next(refuse)
    api.next(refuse)
    const { status, headers, body } = await json('/api/list')
    expect([status, body.code, body.login]).toEqual([401, 'ERR_LOGIN_REQUIRED', '/login'])
    expect(headers['www-authenticate']).toMatch(/^Session /)
  })

  it('is not sent once more when its body was a stream', async () => {
    api.next((req, res) => {
      req.resume()
      res.writeHead(401).end()
    })
    const { length } = api.arrivals
    const { status } = await json('/api/list', { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } }, 'x')
    expect([status, api.arrivals.length - length]).toEqual([401, 1])
  })
})

describe('what the API responds', () => {
  it('reaches the browser without cookies, challenges, CORS and what changes the rules for the site', async () => {
    api.next((_req, res) =>
      res
        .writeHead(200, {
          'Set-Cookie': 'tandem=evil',
          'WWW-Authenticate': 'Basic',
          'Access-Control-Allow-Origin': '*',
          'Clear-Site-Data': '"*"',
          'Strict-Transport-Security': 'max-age=1',
          'Service-Worker-Allowed': '/',
          Refresh: '0;url=https://evil.example',
          Connection: 'x-hop',
          'X-Hop': '1',
          ETag: '"1"',
          'Content-Type': 'application/json',
        })
        .end('{}'),
    )
    const { headers } = await json('/api/list')
    const sent = Object.keys(headers)
    for (const name of ['set-cookie', 'www-authenticate', 'access-control-allow-origin', 'clear-site-data']) {
      expect(sent).not.toContain(name)
    }
    for (const name of ['strict-transport-security', 'service-worker-allowed', 'refresh', 'x-hop']) {
      expect(sent).not.toContain(name)
    }
    expect(headers.etag).toBe('"1"')
  })

  it('is not a redirect', async () => {
    api.next((_req, res) => void res.writeHead(302, { Location: 'https://evil.example/' }).end())
    const { status, body, headers } = await json('/api/list')
    expect([status, body.code, headers.location]).toEqual([502, 'ERR_API_UNAVAILABLE', undefined])
  })

  it('keeps its own errors, and 304', async () => {
    api.next((_req, res) => void res.writeHead(422, { 'Content-Type': 'application/json' }).end('{"why":1}'))
    expect(await json('/api/list')).toMatchObject({ status: 422, body: { why: 1 } })
    api.next((_req, res) => void res.writeHead(304, { ETag: '"1"' }).end())
    expect((await send('/api/list')).statusCode).toBe(304)
  })

  it('is 502 when there is no API, and the session is untouched', async () => {
    expect(await json('/gone/list')).toMatchObject({ status: 502, body: { code: 'ERR_API_UNAVAILABLE' } })
    const posted = await json('/gone/list', { method: 'POST', headers: { 'Content-Length': '1' } }, 'x')
    expect(posted).toMatchObject({ status: 502 })
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('is 502 for an upload that the API breaks off, whose sender is told instead of cut off', async () => {
    api.next((req) => void req.once('data', () => req.socket.destroy()))
    const upload = await send(
      '/api/list',
      { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } },
      Buffer.alloc(4_000_000),
    )
    expect(upload.statusCode).toBe(502)
    upload.resume()
  })

  it('breaks off where the API breaks off, so that half a response is no whole one', async () => {
    api.next((_req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/plain' })
      res.write('half')
      setTimeout(() => res.destroy(), 20)
    })
    await expect(send('/api/list').then(textOf)).rejects.toThrow(/aborted/)
  })
})

describe('nothing reaches the API', () => {
  it.each([
    ['of another site (form, fetch, image)', { 'Sec-Fetch-Site': 'cross-site' }],
    ['of a sibling subdomain', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://sub.127.0.0.1' }],
    ['of another site in an older browser', { 'Sec-Fetch-Site': [], Origin: 'https://evil.example' }],
    ['of nobody in particular', { 'Sec-Fetch-Site': [] }],
    ["of a sibling's speculation rules", { 'Sec-Fetch-Site': 'none', 'Sec-Purpose': 'prefetch' }],
  ])('%s', async (_name, headers) => {
    expect(await unreached('/api/list', { headers })).toMatchObject({ status: 403, code: 'ERR_CROSS_SITE' })
  })

  it('without a login, which is never a redirect', async () => {
    const refused = await unreached('/api/list', { headers: { Cookie: '', 'Sec-Fetch-Mode': 'navigate' } })
    expect(refused).toMatchObject({ status: 401, code: 'ERR_LOGIN_REQUIRED' })
    expect(refused.headers.location).toBeUndefined()
  })

  it('by a method that is not listed', async () => {
    const refused = await unreached('/read-only/list', { method: 'POST' })
    expect(refused).toMatchObject({ status: 405, code: 'ERR_REQUEST_METHOD' })
    expect(refused.headers.allow).toBe('GET')
    for (const method of ['OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) {
      expect((await send('/api/list', { method })).statusCode).toBe(405)
    }
  })

  it.each([
    '/api/other',
    '/api/files/../admin',
    '/api/files/%2e%2e/admin',
    '/api/files/%2E%2E%2Fadmin',
    '/api/files/..%5cadmin',
    '/api/items/1%2F..%2F..%2Fadmin',
    '/api//evil.example/list',
    '/api/list;x=1',
    '/api/LIST',
    '/api/list/',
    '/api/files\\..\\admin',
    '/api/%252e%252e/admin',
  ])('by the path %s', async (path) => {
    expect(await unreached(path)).toMatchObject({ status: 404, code: 'ERR_PROXY_PATH' })
  })

  it('by the absolute form of the request target', async () => {
    const { length } = api.arrivals
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    const lines = ['GET http://evil.example/api/list HTTP/1.1', `Host: ${new URL(app.baseUrl).host}`]
    lines.push(`Cookie: ${browser.cookieHeader}`, 'Sec-Fetch-Site: same-origin', 'Connection: close', '', '')
    socket.end(lines.join('\r\n'))
    let text = ''
    for await (const chunk of socket) text += chunk
    expect(text).toMatch(/^HTTP\/1\.1 404 /)
    expect(api.arrivals).toHaveLength(length)
  })
})

describe('a stream', () => {
  async function openStream(): Promise<{ response: IncomingMessage; ended: Promise<unknown> }> {
    const response = await send('/api/events')
    const [first] = (await once(response, 'data')) as [Buffer]
    expect(String(first)).toBe('data: first\n\n')
    // Never rejects: how it ends is what the tests ask.
    const ended = new Promise((resolve) => {
      response.once('error', () => resolve('broken off'))
      response.once('end', () => resolve('ended'))
    })
    return { response, ended }
  }

  it('of events is not held back', async () => {
    const { response } = await openStream()
    expect(response.headers['x-accel-buffering']).toBe('no')
    expect(response.headers['cache-control']).toContain('no-transform')
    api.streams.at(-1)?.write('data: second\n\n')
    const [second] = (await once(response, 'data')) as [Buffer]
    expect(String(second)).toBe('data: second\n\n')
    response.destroy()
  })

  it('ends upstream when the browser leaves', async () => {
    const { response } = await openStream()
    const upstream = api.streams.at(-1)
    if (upstream === undefined) throw new Error('no stream')
    response.destroy()
    await once(upstream, 'close')
  })

  it('that the API has not begun ends upstream, too, when the browser leaves', async () => {
    const left = new Promise((resolve) => {
      api.next((_req, res) => {
        res.once('close', () => resolve('left'))
        leave()
      })
    })
    const { port } = app.server.address() as AddressInfo
    const headers = { Cookie: browser.cookieHeader, ...fromPage }
    const call = httpRequest({ host: '127.0.0.1', port, path: '/api/list', headers }).on('error', () => undefined)
    const leave = () => call.destroy()
    call.end()
    expect(await left).toBe('left')
  })

  it.each([
    ['the user', async () => void (await browser.post('/logout'))],
    [
      'an administrator',
      async () => void (await app.web.sessionsOf({ iss: issuer.issuer, sub: 'user-1' }).revokeAll()),
    ],
  ])('ends in both directions when %s ends the session', async (_name, end) => {
    await browser.logIn()
    const { ended } = await openStream()
    const upstream = api.streams.at(-1)
    if (upstream === undefined) throw new Error('no stream')
    const closed = once(upstream, 'close')
    await end()
    await expect(ended).resolves.toBe('broken off')
    await closed
    expect(await browser.isLoggedIn()).toBe(false)
    await browser.logIn()
  })

  it('goes on when only the session id is renewed', async () => {
    const { response } = await openStream()
    const before = browser.cookieHeader
    await browser.post('/renew')
    expect(browser.cookieHeader).not.toBe(before)
    // Longer than two looks of the watch.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    api.streams.at(-1)?.write('data: still here\n\n')
    const [next] = (await once(response, 'data')) as [Buffer]
    expect(String(next)).toBe('data: still here\n\n')
    response.destroy()
  })
})

describe('the configuration', () => {
  it.each<[string, () => unknown]>([
    ['an API that does not exist', () => app.web.proxy('other' as 'orders', { methods: ['GET'], paths: ['/'] })],
    ['no methods', () => app.web.proxy('orders', { methods: [], paths: ['/'] })],
    ['an unknown method', () => app.web.proxy('orders', { methods: ['TRACE'], paths: ['/'] })],
    ['no paths', () => app.web.proxy('orders', { methods: ['GET'], paths: [] })],
    ['an unknown option', () => app.web.proxy('orders', { methods: ['GET'], paths: ['/'], path: '/' } as never)],
  ])('refuses %s', (_name, make) => {
    expect(make).toThrow(TypeError)
  })
})

it('sameOrigin() guards routes of the app in the same way', async () => {
  expect((await json('/own')).body).toEqual({ own: true })
  expect(await json('/own', { headers: { 'Sec-Fetch-Site': 'same-site' } })).toMatchObject({
    status: 403,
    body: { code: 'ERR_CROSS_SITE' },
  })
})

describe('with a SameSite=Strict session', () => {
  it('no navigation gets through: one of another site is reloaded by us, and looks like our own then', async () => {
    const strict = await startWebApp<'orders', unknown>(issuer, {
      apis: { orders: { url: `${api.url}/v1`, scopes: ['read:orders'] } },
      session: { cookie: { sameSite: 'strict' } },
      define(server, web) {
        server.use('/api', web.proxy('orders', { methods: ['GET'], paths: ['/list'] }))
        server.get('/own', web.sameOrigin(), (_req, res) => void res.json({}))
      },
    })
    const visitor = strict.browser()
    await visitor.logIn()
    const cookies = new Map(visitor.cookies)
    visitor.cookies.clear()
    for (const path of ['/api/list', '/own']) {
      expect((await visitor.get(path, { 'Sec-Fetch-Site': 'cross-site' })).text).toContain('location.reload()')
    }
    for (const [name, value] of cookies) visitor.cookies.set(name, value)
    for (const path of ['/api/list', '/own']) {
      const reloaded = await visitor.get(path, { 'Sec-Fetch-Site': 'same-origin' })
      expect([reloaded.status, reloaded.body.code]).toEqual([403, 'ERR_CROSS_SITE'])
      const script = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }
      expect((await visitor.get(path, script)).status).toBe(200)
    }
    await strict.close()
  })
})
