import type { IncomingMessage } from 'node:http'
import { api, app, browser, issuer, json, lastArrival, send, textOf } from '../../test/proxy-app.js'
import { startWebApp } from '../../test/web-app.js'

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
