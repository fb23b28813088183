import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express, type RequestHandler } from 'express'
import request from 'supertest'
import { authErrorHandler, authOf } from '../src/index.js'
import { authInfoOf, type McpGuardOptions, mcpGuard } from '../src/mcp.js'

const resource = 'https://mcp.example.com/mcp'
const metadata = 'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"'
const operations = {
  'tools/call': { transfer: ['payments:write'], audit: ['audit', 'read'] },
  'resources/read': { 'file:///secret': ['secret'] },
  'logging/setLevel': ['admin'],
}
let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

function api(options: Partial<McpGuardOptions> = {}, ...before: RequestHandler[]): Express {
  const app = express()
  app.use(...[...before, mcpGuard({ resource, issuer: issuer.issuer, scopes: 'mcp:use', operations, ...options })])
  app.all('/mcp', (req, res) => void res.json({ body: req.body, auth: (req as { auth?: object }).auth }))
  app.use(authErrorHandler())
  return app
}

const tokenFor = (scope: string, claims: object = {}) => issuer.accessToken({ aud: resource, scope, ...claims })
const call = (name: string, method = 'tools/call') => ({ jsonrpc: '2.0', id: 1, method, params: { name } })
const post = (app: Express, token: string, body: unknown, headers: Record<string, string> = {}) =>
  request(app)
    .post('/mcp')
    .set({ 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers })
    .send(typeof body === 'string' ? body : JSON.stringify(body))

function throwing(value: unknown): never {
  throw value
}

describe('operations', () => {
  it.each<[string, unknown, string, number]>([
    ['a tool without scopes of its own', call('whoami'), 'mcp:use', 200],
    ['a tool whose scope was granted', call('transfer'), 'mcp:use payments:write', 200],
    ['a tool whose scope was not', call('transfer'), 'mcp:use', 403],
    ['one of two scopes', call('audit'), 'mcp:use audit', 403],
    ["a tool's scope without the guard's own", call('transfer'), 'payments:write', 403],
    ['a tool that is called like what objects inherit', call('constructor'), 'mcp:use', 200],
    ['a whole method', { jsonrpc: '2.0', id: 1, method: 'logging/setLevel' }, 'mcp:use', 403],
    [
      'a resource, by its URI',
      { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'file:///secret' } },
      'mcp:use',
      403,
    ],
    ['a batch, of which one is not allowed', [call('whoami'), call('transfer')], 'mcp:use', 403],
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }, 'mcp:use', 200],
    ['a response of the client', { jsonrpc: '2.0', id: 1, result: {} }, 'mcp:use', 200],
  ])('%s', async (_name, body, scope, status) => {
    const token = await tokenFor(scope)
    for (const app of [api(), api({}, express.json())]) {
      const response = await post(app, token, body)
      expect(response.status).toBe(status)
      if (status === 200) expect(response.body.body).toEqual(body)
    }
  })

  it('name every scope that the messages need together, and the guard its own', async () => {
    const response = await post(api(), await tokenFor('mcp:use'), [call('transfer'), call('audit')])
    expect(response.headers['www-authenticate']).toBe(
      `Bearer ${metadata}, error="insufficient_scope", scope="mcp:use payments:write audit read"`,
    )
  })

  it('may depend on the message', async () => {
    const operationScopes = ({ params }: { params?: unknown }) =>
      (params as { arguments?: { amount: number } }).arguments?.amount === 1 ? [] : ['large']
    const app = api({ operations: undefined, operationScopes })
    const pay = (amount: number) => ({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'pay', arguments: { amount } },
    })
    expect((await post(app, await tokenFor('mcp:use'), pay(1))).status).toBe(200)
    expect((await post(app, await tokenFor('mcp:use'), pay(2))).status).toBe(403)
    const broken = api({ operationScopes: () => 'a"b' as never })
    expect((await post(broken, await tokenFor('mcp:use'), call('whoami'))).status).toBe(500)
  })

  it.each<[string, Partial<McpGuardOptions>]>([
    ['operationScopes', { operationScopes: () => throwing('route') }],
    ['includes', { includes: () => throwing('route'), scopes: undefined }],
    ['includes, which the own scopes need', { includes: () => throwing('route') }],
  ])('are refused if %s throws, whatever it throws', async (_name, options) => {
    for (const app of [api(options), api({ ...options, isRevoked: async () => false })]) {
      const token = await tokenFor('mcp:use')
      // The third time it is in the cache.
      for (const _ of [1, 2, 3]) expect((await post(app, token, call('whoami'))).status).toBe(500)
    }
  })

  it('are met by scopes that include others, as the own scopes are', async () => {
    const includes = (granted: readonly string[]) => (granted.includes('all') ? ['mcp:use', 'payments:write'] : [])
    const response = await post(api({ includes }), await tokenFor('all'), call('transfer'))
    expect(response.status).toBe(200)
    expect(response.body.auth.scopes).toEqual(['all', 'mcp:use', 'payments:write'])
    expect((await post(api({ includes }), await tokenFor('other'), call('whoami'))).status).toBe(403)
  })
})

describe('a body that cannot be read is refused, never let through', () => {
  const bad: readonly [string, string, Record<string, string>?][] = [
    ['not JSON', '{'],
    ['nothing', ''],
    ['not JSON-RPC', '{"method":"tools/call"}'],
    ['another version', '{"jsonrpc":"1.0","method":"tools/call"}'],
    ['a method that is no string', '{"jsonrpc":"2.0","method":["tools/call"]}'],
    ['null', 'null'],
    ['an empty batch', '[]'],
    ['a batch in a batch', `[[${JSON.stringify(call('transfer'))}]]`],
    ['a batch with something else in it', `[${JSON.stringify(call('whoami'))},1]`],
    ['another content type', JSON.stringify(call('whoami')), { 'Content-Type': 'text/plain' }],
    ['a content type that begins alike', JSON.stringify(call('whoami')), { 'Content-Type': 'application/json-seq' }],
    ['compressed', JSON.stringify(call('whoami')), { 'Content-Encoding': 'gzip' }],
    ['over 1 MiB', JSON.stringify({ ...call('whoami'), x: 'x'.repeat(1024 * 1024) })],
  ]
  // With two values, Jest would pass a callback as the third.
  it.each(bad.map(([name, body, headers = {}]) => [name, body, headers] as const))(
    '%s: 400',
    async (_name, body, headers) => {
      const response = await post(api(), await tokenFor('mcp:use payments:write'), body, headers)
      expect([response.status, response.body.code]).toEqual([400, 'ERR_MCP_MESSAGE'])
    },
  )

  it.each<[string, Record<string, string>, number]>([
    ['the same', { 'Mcp-Method': 'tools/call', 'Mcp-Name': 'whoami' }, 200],
    ['the same, encoded', { 'Mcp-Name': '=?base64?d2hvYW1p?=' }, 200],
    ['another method', { 'Mcp-Method': 'tools/list' }, 400],
    ['another name', { 'Mcp-Name': 'transfer' }, 400],
  ])('Mcp headers that name %s: %s', async (_name, headers, status) => {
    const response = await post(api(), await tokenFor('mcp:use'), call('whoami'), headers)
    expect(response.status).toBe(status)
    if (status === 400) expect(response.body.code).toBe('ERR_MCP_HEADER')
  })

  it('a connection that ends in the middle of the body leaves nothing behind', async () => {
    const server = createServer(api())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const token = await tokenFor('mcp:use')
    socket.write(
      `POST /mcp HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    )
    await new Promise((resolve) => socket.once('ready', resolve))
    socket.destroy()
    await new Promise((resolve) => server.close(resolve))
    expect(server.listening).toBe(false)
  })
})

describe('the endpoint', () => {
  it('serves its metadata, and names them and its scopes in the challenge, readable by pages of other origins', async () => {
    const document = await request(api()).get('/.well-known/oauth-protected-resource/mcp').set('Host', 'evil.example')
    expect(document.body).toMatchObject({
      resource,
      authorization_servers: [issuer.issuer],
      scopes_supported: ['mcp:use'],
    })
    const response = await request(api()).post('/mcp')
    expect(response.status).toBe(401)
    expect(response.headers['www-authenticate']).toBe(`Bearer ${metadata}, scope="mcp:use"`)
    expect(response.headers['access-control-expose-headers']).toBe('WWW-Authenticate')
    const exposing: RequestHandler = (_req, res, next) => {
      res.setHeader('Access-Control-Expose-Headers', 'Mcp-Session-Id')
      next()
    }
    const both = await request(api({}, exposing)).post('/mcp')
    expect(both.headers['access-control-expose-headers']).toBe('Mcp-Session-Id, WWW-Authenticate')
  })

  it('accepts no token in the query, and none for another audience', async () => {
    const token = await tokenFor('mcp:use')
    expect((await request(api()).get(`/mcp?access_token=${token}`)).status).toBe(401)
    expect((await post(api(), await issuer.accessToken({ scope: 'mcp:use' }), call('whoami'))).status).toBe(401)
  })

  it('needs only its own scopes for other methods than POST', async () => {
    const app = api()
    const get = async (scope: string) =>
      (
        await request(app)
          .get('/mcp')
          .set('Authorization', `Bearer ${await tokenFor(scope)}`)
      ).status
    expect([await get('mcp:use'), await get('x')]).toEqual([200, 403])
  })

  it('leaves a plain AuthInfo that may be spread', async () => {
    const app = express()
    app.use(mcpGuard({ resource: { url: resource, name: 'Bank' }, issuer: issuer.issuer }))
    app.post('/mcp', (req, res) => {
      res.json({
        info: { ...authInfoOf(req) },
        same: authInfoOf(req) === (req as { auth?: object }).auth,
        of: authOf(req).subject,
      })
    })
    const token = await tokenFor('a b')
    const { body } = await post(app, token, {})
    expect(body).toMatchObject({ same: true, of: 'user-1' })
    expect(body.info).toMatchObject({
      token,
      clientId: 'client-1',
      scopes: ['a', 'b'],
      expiresAt: expect.any(Number),
      resource,
      extra: { issuer: issuer.issuer, subject: 'user-1', claims: { aud: resource } },
    })
  })

  it('with "optional" lets requests without a token through, but no operation that needs a scope, and no bad token', async () => {
    const app = api({ optional: true })
    const anonymous = (body: object) => request(app).post('/mcp').send(body)
    expect((await anonymous(call('whoami'))).status).toBe(200)
    const refused = await anonymous(call('transfer'))
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      `Bearer ${metadata}, scope="mcp:use payments:write"`,
    ])
    expect((await post(app, 'bad', call('whoami'))).status).toBe(401)
    expect(() => authInfoOf({} as never)).toThrow('no apiGuard has verified')
  })

  it.each<[string, object]>([
    ['resource', { resource: undefined }],
    ['operations', { operations: [] }],
    ['operations.tools/call', { operations: { 'tools/call': 'x' } }],
    ['operations.tools/call.x', { operations: { 'tools/call': { x: ['a"b'] } } }],
    ['operationScopes', { operationScopes: {} }],
    ['includes', { includes: {} }],
    ['audiences', { audiences: 'x' }],
  ])('"%s" in %j is refused at the start', (option, options) => {
    expect(() => api(options)).toThrow(TypeError)
    expect(() => api(options)).toThrow(`"${option}"`)
  })
})
