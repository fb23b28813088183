import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { decodeJwt } from 'jose'
import { startWebApp, type WebApp } from '../../test/web-app.js'
import { challengeOf } from '../index.js'

interface Call {
  readonly target: string
  readonly method: string
  readonly authorization: string | undefined
  readonly body: string
}

/** An API that notes its calls and answers as it is told. */
async function startApi() {
  const calls: Call[] = []
  let responses: { status: number; headers?: Record<string, string> }[] = []
  const server = createServer((req, res) => {
    void readText(req).then((body) => {
      const { url = '', method = '', headers } = req
      calls.push({ target: url, method, authorization: headers.authorization, body })
      const { status, headers: more = {} } = responses.shift() ?? { status: 200 }
      res.writeHead(status, { 'content-type': 'application/json', ...more }).end('{"answer":true}')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...{ server, calls, url: `http://127.0.0.1:${port}` },
    next: (...list: typeof responses) => {
      responses = list
    },
  }
}

async function readText(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) text += chunk
  return text
}

let issuer: TestIssuer
let api: Awaited<ReturnType<typeof startApi>>
let app: WebApp<'orders' | 'billing', unknown>
beforeAll(async () => {
  issuer = await startIssuer()
  api = await startApi()
  app = await startWebApp<'orders' | 'billing', unknown>(issuer, {
    apis: {
      orders: { url: `${api.url}/v1/`, resource: 'https://orders.example.com', scopes: ['read:orders'] },
      billing: { url: `${api.url}/billing`, resource: 'https://billing.example.com', scopes: ['read:bills'] },
    },
    define(express, web) {
      express.get('/call', (req, res, next) => {
        const { api: name = 'orders', path = '/list', method = 'GET', body } = req.query as Record<string, string>
        const init = body === undefined ? { method } : { method, body }
        web
          .of(req)
          .fetch(name as 'orders', path, init)
          .then(async (response) => {
            const seen = { status: response.status, challenge: challengeOf(response), text: await response.text() }
            res.json(seen)
          })
          .catch(next)
      })
    },
  })
})
beforeEach(() => {
  api.calls.length = 0
  api.next()
  issuer.resetRequests()
})
afterAll(async () => {
  await app.close()
  await issuer.close()
  await close(api.server)
})

async function loggedIn() {
  const browser = app.browser()
  await browser.logIn()
  return browser
}

describe('fetch', () => {
  it('calls the API with its own token, below its own address', async () => {
    const browser = await loggedIn()
    expect((await browser.get('/call')).body).toMatchObject({ status: 200, text: '{"answer":true}' })
    const [call] = api.calls
    expect(call?.target).toBe('/v1/list')
    const claims = decodeJwt(String(call?.authorization).replace(/^Bearer /, ''))
    expect(claims).toMatchObject({ aud: 'https://orders.example.com', sub: 'user-1' })
  })

  it('gets another API’s token by a refresh, once, and keeps the two apart', async () => {
    const browser = await loggedIn()
    const tokenCalls = () => issuer.count('token')
    const after = tokenCalls()
    await browser.get('/call?api=billing')
    await browser.get('/call?api=billing&path=/open')
    await browser.get('/call')
    // One refresh for each API: the token of the code had the scopes of both, and went to neither.
    expect(tokenCalls() - after).toBe(2)
    const audiences = api.calls.map(({ authorization }) => decodeJwt(String(authorization).slice(7)).aud)
    expect(audiences).toEqual([
      'https://billing.example.com',
      'https://billing.example.com',
      'https://orders.example.com',
    ])
    const scopes = decodeJwt(String(api.calls[0]?.authorization).slice(7)).scope
    expect(scopes).toBe('read:bills')
  })

  it.each([
    '',
    'list',
    'https://evil.example/',
    '/../admin',
    '/../../admin',
    '/%2e%2e/admin',
    '/..%2fadmin',
    '/..%5cadmin',
    '/.%2e/admin',
    '/\\..\\..\\admin',
    '/a/../../admin',
    '/..;/..%2f..',
    '/..;/admin',
    '/..%3bx/admin',
  ])('sends nothing to %j', async (path) => {
    const browser = await loggedIn()
    const response = await browser.get(`/call?path=${encodeURIComponent(path)}`)
    expect(response.status).toBe(500)
    expect(api.calls).toEqual([])
  })

  it('doesn’t leave the API by its prefix', async () => {
    const browser = await loggedIn()
    await browser.get(`/call?path=${encodeURIComponent('/a/../list?x=/../..')}`)
    expect(api.calls.map(({ target }) => target)).toEqual(['/v1/list?x=/../..'])
  })

  it('follows no redirect: the token would go along', async () => {
    api.next({ status: 302, headers: { location: 'https://evil.example/' } })
    const browser = await loggedIn()
    expect((await browser.get('/call')).body.status).toBe(302)
    expect(api.calls).toHaveLength(1)
  })

  it('repeats a request once with a new token after a 401', async () => {
    api.next({ status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }, { status: 200 })
    const browser = await loggedIn()
    const response = await browser.get('/call?method=POST&body=hello')
    expect(response.body.status).toBe(200)
    expect(api.calls.map(({ body }) => body)).toEqual(['hello', 'hello'])
    expect(api.calls[0]?.authorization).not.toBe(api.calls[1]?.authorization)
  })

  it('hands over what the API says when that doesn’t help', async () => {
    const challenge =
      'Bearer realm="orders", error="insufficient_user_authentication", acr_values="gold silver", max_age="60"'
    api.next(
      { status: 401, headers: { 'www-authenticate': challenge } },
      { status: 401, headers: { 'www-authenticate': challenge } },
    )
    const browser = await loggedIn()
    expect((await browser.get('/call')).body).toMatchObject({
      status: 401,
      challenge: {
        scheme: 'bearer',
        realm: 'orders',
        error: 'insufficient_user_authentication',
        acrValues: ['gold', 'silver'],
        maxAge: 60,
      },
    })
    expect(api.calls).toHaveLength(2)
  })

  it('doesn’t repeat a 403', async () => {
    api.next({ status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a b"' } })
    const browser = await loggedIn()
    const { body } = await browser.get('/call')
    expect([body.status, body.challenge.scopes, api.calls.length]).toEqual([403, ['a', 'b'], 1])
  })

  it('of an API that can’t be reached is 502', async () => {
    const gone = await startApi()
    await close(gone.server)
    const own = await startWebApp<'gone'>(issuer, {
      apis: { gone: { url: gone.url } },
      define: (express, web) =>
        void express.get('/call', (req, res, next) => {
          web
            .of(req)
            .fetch('/')
            .then(() => res.json({}), next)
        }),
    })
    const browser = own.browser()
    await browser.logIn()
    const response = await browser.get('/call')
    expect([response.status, response.body.code]).toEqual([502, 'ERR_API_UNAVAILABLE'])
    await own.close()
  })
})

function close(server: Server): Promise<unknown> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
}
