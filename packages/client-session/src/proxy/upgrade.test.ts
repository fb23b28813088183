import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { Browser } from '../../test/login-browser.js'
import { startUpstreamApi, type UpstreamApi } from '../../test/upstream-api.js'
import { startWebApp, type WebApp } from '../../test/web-app.js'

let issuer: TestIssuer
let api: UpstreamApi
let app: WebApp<'chat', unknown>
let browser: Browser
beforeAll(async () => {
  issuer = await startIssuer()
  api = await startUpstreamApi()
  app = await startWebApp<'chat', unknown>(issuer, { apis: { chat: { url: `${api.url}/v1` } } })
  app.server.on('upgrade', app.web.upgrade('chat', { at: '/chat', paths: ['/live', '/rooms/:id'] }))
  browser = app.browser()
})
beforeEach(async () => {
  await browser.logIn()
})
afterAll(async () => {
  await app.close()
  await api.close()
  await issuer.close()
})

interface Opened {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly socket: Socket | undefined
  /** What the server sent so far, frames and all. */
  received(): Buffer
}

const handshake = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** What a browser does for `new WebSocket(path)`. */
async function open(path: string, headers: Record<string, string> = {}): Promise<Opened> {
  const { port } = app.server.address() as AddressInfo
  const own = { ...handshake, Origin: app.baseUrl, Cookie: browser.cookieHeader }
  const call = request({ host: '127.0.0.1', port, path, headers: { ...own, ...headers } })
  call.end()
  const chunks: Buffer[] = []
  const opened = await new Promise<Omit<Opened, 'received'>>((resolve, reject) => {
    call.on('upgrade', (response, socket: Socket, head: Buffer) => {
      chunks.push(head)
      socket.on('data', (chunk: Buffer) => chunks.push(chunk))
      socket.on('error', () => undefined)
      resolve({ status: 101, headers: response.headers, socket })
    })
    call.on('response', (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, headers: response.headers, socket: undefined })
    })
    call.on('error', reject)
  })
  return { ...opened, received: () => Buffer.concat(chunks) }
}

const hi = Buffer.from([0x81, 0x02, 0x68, 0x69])
const close1008 = Buffer.from([0x88, 0x02, 0x03, 0xf0])

it('opens a socket to the API with the access token, and joins the two', async () => {
  const { socket, headers, received } = await open('/chat/rooms/7?since=1')
  if (socket === undefined) throw new Error('no socket')
  const arrival = api.arrivals.at(-1)
  expect(arrival?.url).toBe('/v1/rooms/7?since=1')
  expect(arrival?.headers.authorization).toMatch(/^Bearer \S+$/)
  expect(headers['sec-websocket-accept']).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  const upstream = api.sockets.at(-1)
  if (upstream === undefined) throw new Error('no upstream socket')
  socket.write('from the browser')
  expect(String((await once(upstream, 'data'))[0])).toBe('from the browser')
  while (received().length < hi.length) await once(socket, 'data')
  expect(received()).toEqual(hi)
  socket.destroy()
  await once(upstream, 'close')
})

it('hands on neither cookies nor made-up identity, and no cookie of the API', async () => {
  const made = { Authorization: 'Bearer made-up', 'X-Forwarded-For': '10.0.0.1', Forwarded: 'for=10.0.0.1' }
  const { socket, headers } = await open('/chat/live', made)
  const arrived = Object.keys(api.arrivals.at(-1)?.headers ?? {}).sort()
  expect(arrived).toEqual([
    'authorization',
    'connection',
    'host',
    'sec-websocket-key',
    'sec-websocket-version',
    'upgrade',
  ])
  expect(headers['set-cookie']).toBeUndefined()
  socket?.destroy()
})

it.each<[string, number, string, Record<string, string>]>([
  ['of another site (cross-site WebSocket hijacking)', 403, '/chat/live', { Origin: 'https://evil.example' }],
  ['of a sibling subdomain', 403, '/chat/live', { Origin: 'http://sub.127.0.0.1' }],
  ['of a sandboxed frame', 403, '/chat/live', { Origin: 'null' }],
  ['without a login', 401, '/chat/live', { Cookie: '' }],
  ['to a path that is not listed', 404, '/chat/admin', {}],
  ['to a path that leaves the API', 404, '/chat/rooms/..%2fadmin', {}],
  ['to another protocol', 405, '/chat/live', { Upgrade: 'h2c' }],
])('refuses a socket %s', async (_name, status, path, headers) => {
  const { length } = api.arrivals
  expect((await open(path, headers)).status).toBe(status)
  expect(api.arrivals).toHaveLength(length)
})

it('refuses a socket with a made-up session cookie', async () => {
  const { length } = api.arrivals
  const { status } = await open('/chat/live', { Cookie: `${browser.sessionCookieName}=s%3Amade.up` })
  expect([status, api.arrivals.length]).toEqual([401, length])
})

it('asks once more with a new token where the API responds 401', async () => {
  api.next(() => undefined)
  const { status, socket } = await open('/chat/live')
  expect(status).toBe(101)
  const [first, second] = api.arrivals.slice(-2)
  expect(second?.headers.authorization).not.toBe(first?.headers.authorization)
  socket?.destroy()
})

it('responds 401 where the API refuses the new token, too', async () => {
  api.next(() => undefined)
  api.next(() => undefined)
  expect((await open('/chat/live')).status).toBe(401)
})

it('closes with 1008 in both directions when the session ends', async () => {
  const { socket, received } = await open('/chat/live')
  const upstream = api.sockets.at(-1)
  if (socket === undefined || upstream === undefined) throw new Error('no socket')
  const gone = Promise.all([once(socket, 'close'), once(upstream, 'close')])
  await browser.post('/logout')
  await gone
  expect(received()).toEqual(Buffer.concat([hi, close1008]))
})

it('leaves other paths to other listeners', async () => {
  const { promise, resolve } = withResolvers()
  app.server.once('upgrade', (req: IncomingMessage, socket: Socket) => {
    socket.end('HTTP/1.1 418 Teapot\r\nConnection: close\r\n\r\n')
    resolve(req.url)
  })
  expect((await open('/chatroom/live')).status).toBe(418)
  expect(await promise).toBe('/chatroom/live')
})

function withResolvers() {
  let resolve: (value: unknown) => void = () => undefined
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

it.each<[string, () => unknown]>([
  ['no mount path', () => app.web.upgrade('chat', { at: '', paths: ['/'] })],
  ['a mount path with a final slash', () => app.web.upgrade('chat', { at: '/chat/', paths: ['/'] })],
  ['an API that does not exist', () => app.web.upgrade('other' as 'chat', { at: '/chat', paths: ['/'] })],
  ['an unknown option', () => app.web.upgrade('chat', { at: '/chat', paths: ['/'], path: '/' } as never)],
])('refuses a configuration with %s', (_name, make) => {
  expect(make).toThrow(TypeError)
})
