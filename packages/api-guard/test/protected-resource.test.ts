import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request from 'supertest'
import { type ApiGuardOptions, apiGuard, authErrorHandler, requireScopes } from '../src/index.js'
import { audience, createApi, send } from './api.js'

const url = 'https://api.example.com/orders'
const wellKnown = '/.well-known/oauth-protected-resource'
let issuer: TestIssuer
const guards: { close(): void }[] = []

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())
afterEach(() => {
  for (const guard of guards.splice(0)) guard.close()
})

function guardOf(options: Partial<ApiGuardOptions> = {}) {
  const guard = apiGuard({ issuer: issuer.issuer, resource: { url }, scopes: 'read', ...options })
  guards.push(guard)
  return guard
}

function api(options: Partial<ApiGuardOptions> = {}): Express {
  const app = express()
  app.use(guardOf(options))
  app.get('/orders', requireScopes('write'), (_req, res) => void res.json({}))
  app.use(authErrorHandler())
  return app
}

const forged = {
  Host: 'evil.example',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'http',
  Forwarded: 'host=evil.example',
}

describe('guard.metadata()', () => {
  it('publishes what the configuration says, whatever Host and X-Forwarded-* say', async () => {
    const app = express()
    app.enable('trust proxy')
    const pages = {
      documentation: 'https://docs.example.com',
      policy: 'https://a.example/p',
      terms: 'https://a.example/t',
    }
    app.use(guardOf({ resource: { url, name: 'Orders', ...pages } }).metadata())
    const response = await request(app).get(`${wellKnown}/orders`).set(forged)
    expect(response.status).toBe(200)
    expect(response.headers).toMatchObject({
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=3600',
    })
    expect(response.body).toEqual({
      resource: url,
      authorization_servers: [issuer.issuer],
      scopes_supported: ['read'],
      bearer_methods_supported: ['header'],
      resource_name: 'Orders',
      resource_documentation: 'https://docs.example.com',
      resource_policy_uri: 'https://a.example/p',
      resource_tos_uri: 'https://a.example/t',
    })
  })

  it('responds to HEAD and to a preflight, and refuses other methods', async () => {
    const app = express()
    app.use(guardOf().metadata())
    const path = `${wellKnown}/orders`
    const head = await request(app).head(path)
    expect([head.status, head.text]).toEqual([200, undefined])
    const preflight = await request(app).options(path).set('Access-Control-Request-Headers', 'mcp-protocol-version')
    expect([preflight.status, preflight.headers['access-control-allow-headers']]).toEqual([204, '*'])
    const post = await request(app).post(path)
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })

  it.each([
    '/',
    '/orders',
    `${wellKnown}/other`,
    `${wellKnown}/orders/`,
    `${wellKnown}/Orders`,
    `/x${wellKnown}/orders`,
  ])('passes %s on', async (path) => {
    const app = express()
    app.use(guardOf().metadata(), (_req, res) => void res.json('other'))
    expect((await request(app).get(path)).body).toBe('other')
  })

  it('responds without the path as well, while there is only one resource on the origin', async () => {
    const app = express()
    app.use(guardOf().metadata(), (_req, res) => void res.json('other'))
    expect((await request(app).get(wellKnown)).body.resource).toBe(url)
    const second = guardOf({ resource: { url: 'https://api.example.com/invoices' } })
    app.use(second.metadata())
    expect((await request(app).get(wellKnown)).body).toBe('other')
    guardOf({ resource: { url: 'https://other.example.com/' } })
    second.close()
    second.close()
    expect((await request(app).get(wellKnown)).body.resource).toBe(url)
  })

  it('is served by the guard itself, which asks for no token there, and for one everywhere else', async () => {
    const app = api()
    expect((await request(app).get(`${wellKnown}/orders?x=y`)).body.resource).toBe(url)
    for (const path of [`${wellKnown}/other`, `/orders${wellKnown}/orders`, `${wellKnown}%2forders`]) {
      expect((await request(app).get(path)).status).toBe(401)
    }
  })

  it('publishes the scopes as clients must ask for them', async () => {
    const requestable = (scope: string) => `api://11111111/${scope}`
    const app = api({ resource: { url, requestable, scopes: ['read', 'write'] } })
    const { body } = await request(app).get(`${wellKnown}/orders`)
    expect(body.scopes_supported).toEqual(['api://11111111/read', 'api://11111111/write'])
    const response = await request(app).get('/orders')
    expect(response.headers['www-authenticate']).toContain('scope="api://11111111/read"')
    const lacking = await send(app, await issuer.accessToken({ aud: url, scope: 'read' }), '/orders')
    expect(lacking.headers['www-authenticate']).toContain('scope="api://11111111/read api://11111111/write"')
  })

  it('publishes how tokens are bound', async () => {
    const app = api({
      dpop: { baseUrl: 'https://api.example.com', required: true, algorithms: ['ES256'] },
      mutualTls: true,
    })
    expect((await request(app).get(`${wellKnown}/orders`)).body).toMatchObject({
      dpop_signing_alg_values_supported: ['ES256'],
      dpop_bound_access_tokens_required: true,
      tls_client_certificate_bound_access_tokens: true,
    })
  })
})

describe('challenges', () => {
  const metadata = 'resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/orders"'

  it('name the metadata and the scopes that the guard needs, whatever the headers say', async () => {
    const response = await request(api()).get('/orders').set(forged)
    expect(response.headers['www-authenticate']).toBe(`Bearer ${metadata}, scope="read"`)
  })

  it('name the metadata beside an error', async () => {
    const response = await send(api(), await issuer.accessToken(), '/orders')
    expect(response.status).toBe(401)
    expect(response.headers['www-authenticate']).toBe(
      `Bearer ${metadata}, error="invalid_token", error_description="the token is meant for another audience"`,
    )
  })

  it("name the guard's scopes beside those of the route", async () => {
    const response = await send(api(), await issuer.accessToken({ aud: url, scope: 'read' }), '/orders')
    expect(response.status).toBe(403)
    expect(response.headers['www-authenticate']).toBe(
      `Bearer ${metadata}, error="insufficient_scope", scope="read write"`,
    )
    const anonymous = await request(api({ optional: true })).get('/orders')
    expect(anonymous.headers['www-authenticate']).toBe(`Bearer ${metadata}, scope="read write"`)
  })

  it('never contain what "requestable" returns unless it is a scope', async () => {
    const requestable = () => 'x", error="y'
    const response = await request(api({ resource: { url, requestable } })).get('/orders')
    expect(response.headers['www-authenticate']).toBe(`Bearer ${metadata}, scope="read"`)
  })
})

describe('the resource', () => {
  it('is the audience, unless there is one', async () => {
    const statusOf = async (options: Partial<ApiGuardOptions>, aud: string) =>
      (
        await send(
          createApi({ issuer: issuer.issuer, resource: { url }, ...options }),
          await issuer.accessToken({ aud }),
        )
      ).status
    expect(await statusOf({}, url)).toBe(200)
    for (const aud of [`${url}/`, 'https://api.example.com', 'https://api.example.com/orders?x']) {
      expect([aud, await statusOf({}, aud)]).toEqual([aud, 401])
    }
    expect(await statusOf({ audience }, url)).toBe(401)
    expect(await statusOf({ audience }, audience)).toBe(200)
  })

  it('without a path may have a slash at the end or none, since clients add one', async () => {
    const app = createApi({ issuer: issuer.issuer, resource: { url: 'https://orders.example.com' } })
    for (const aud of ['https://orders.example.com', 'https://orders.example.com/']) {
      expect((await send(app, await issuer.accessToken({ aud }))).status).toBe(200)
    }
    expect((await send(app, await issuer.accessToken({ aud: 'https://orders.example.com/x' }))).status).toBe(401)
  })

  it.each<[string, Partial<ApiGuardOptions>]>([
    ['resource.url', { resource: {} as never }],
    ['resource.url', { resource: { url: 'http://api.example.com' } }],
    ['resource.url', { resource: { url: 'https://api.example.com/#a' } }],
    ['resource.url', { resource: { url: 'https://api.example.com/#' } }],
    ['resource.url', { resource: { url: 'https://api.example.com/?a' } }],
    ['resource.scopes', { resource: { url, scopes: 'a"b' } }],
    ['resource.requestable', { resource: { url, requestable: 'x' as never } }],
    ['resource.terms', { resource: { url, terms: 'javascript:alert(1)' } }],
    ['resource.scope', { resource: { url, scope: 'x' } as never }],
    ['resourceMetadata', { resourceMetadata: 'https://api.example.com/x' }],
    ['credentials', { credentials: 'cookie' as never }],
    ['metadataUrl', { metadataUrl: 'x' }],
    ['metadataUrl', { metadataUrl: 'https://issuer.example/x', metadata: { jwks_uri: 'https://issuer.example/jwks' } }],
  ])('"%s" is refused at the start', (option, options) => {
    expect(() => guardOf(options)).toThrow(`"${option}"`)
    expect(() => guardOf(options)).toThrow(TypeError)
  })

  it('is needed for its metadata', () => {
    expect(() => apiGuard({ issuer: issuer.issuer, audience }).metadata()).toThrow('needs the option "resource"')
  })
})

describe('credentials', () => {
  const cookie = (req: { headers: { cookie?: string | undefined } }) =>
    /(?:^|; )token=([^;]*)/.exec(req.headers.cookie ?? '')?.[1]
  const app = () => createApi({ issuer: issuer.issuer, audience, credentials: cookie })

  it('finds a token that is not in the header, and every check applies to it', async () => {
    const token = await issuer.accessToken()
    expect((await request(app()).get('/').set('Cookie', `a=b; token=${token}`)).body.subject).toBe('user-1')
    const idToken = await request(app())
      .get('/')
      .set('Cookie', `token=${await issuer.idToken()}`)
    expect([idToken.status, idToken.body.code]).toEqual([401, 'ERR_TOKEN_KIND'])
    const malformed = await request(app()).get('/').set('Cookie', 'token=a"b')
    expect([malformed.status, malformed.body.code]).toEqual([400, 'ERR_CREDENTIALS_MALFORMED'])
  })

  it('is a second way beside the header, and both at once are refused', async () => {
    const token = await issuer.accessToken()
    expect((await send(app(), token)).status).toBe(200)
    for (const cookies of [`token=${token}`, 'token=x']) {
      const response = await request(app()).get('/').set('Authorization', `Bearer ${token}`).set('Cookie', cookies)
      expect([response.status, response.body.code]).toEqual([400, 'ERR_CREDENTIALS_REPEATED'])
      expect(response.headers['www-authenticate']).toBe('Bearer error="invalid_request"')
    }
  })

  it('that are missing or empty are no token', async () => {
    for (const cookies of ['a=b', 'token=']) {
      expect((await request(app()).get('/').set('Cookie', cookies)).body.code).toBe('ERR_CREDENTIALS_MISSING')
    }
  })

  it('that fail are our fault, and let nobody in', async () => {
    const failing = () => {
      throw 'route'
    }
    for (const credentials of [failing, () => ({ token: 'x' }), () => null, async () => 'x'] as never[]) {
      const broken = createApi({ issuer: issuer.issuer, audience, credentials, optional: true })
      expect((await request(broken).get('/')).status).toBe(500)
    }
  })
})

describe('metadataUrl', () => {
  it('is where the metadata are fetched, and they must still name the issuer', async () => {
    const place = `${issuer.url}/.well-known/openid-configuration`
    const name = 'https://login.example.com/tenant'
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (String(input) !== place) return globalThis.fetch(input, init)
      return Response.json({ issuer: name, jwks_uri: `${issuer.url}/jwks` })
    }
    const options = { audience, fetch, metadataUrl: place, tokenProfile: 'rfc9068' } as const
    const token = await issuer.accessToken({ iss: name })
    expect((await send(createApi({ issuer: name, ...options }), token)).status).toBe(200)
    const other = createApi({ issuer: `${name}2`, ...options })
    const response = await send(other, await issuer.accessToken({ iss: `${name}2` }))
    expect([response.status, response.body.code]).toEqual([500, 'ERR_ISSUER_MISMATCH'])
  })
})
