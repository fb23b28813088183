import type { IncomingMessage, ServerResponse } from 'node:http'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import request from 'supertest'
import { type ApiGuardOptions, type AuthError, apiGuard, type TokenProfile } from '../src/index.js'
import { audience, createApi, expectRefusal, send } from './api.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())
beforeEach(() => {
  issuer.restore()
  issuer.resetRequests()
})

const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
const api = (options: Partial<ApiGuardOptions> = {}) => createApi({ issuer: issuer.issuer, audience, ...options })

describe('frameworks whose requests have no raw headers', () => {
  /** What the guard makes of a request object that no Node server has made. */
  async function outcome(req: object): Promise<string> {
    const guard = apiGuard({ issuer: issuer.issuer, audience })
    const error = await new Promise<unknown>((resolve) => guard(req as IncomingMessage, {} as ServerResponse, resolve))
    return error === undefined ? (guard.of(req as IncomingMessage).subject ?? '') : (error as AuthError).code
  }

  it.each<[string, (authorization: string) => object]>([
    ['serverless-http: an empty list', (authorization) => ({ rawHeaders: [], headers: { authorization } })],
    ['node-mocks-http: none at all', (authorization) => ({ headers: { authorization } })],
    [
      'a header that a middleware has set',
      (authorization) => ({ rawHeaders: ['Host', 'a'], headers: { authorization } }),
    ],
    ['headers of API Gateway with capitals', (Authorization) => ({ rawHeaders: [], headers: { Authorization } })],
    ['a list of one value', (authorization) => ({ rawHeaders: [], headers: { authorization: [authorization] } })],
  ])('%s', async (_name, requestOf) => {
    expect(await outcome(requestOf(`Bearer ${await issuer.accessToken()}`))).toBe('user-1')
    expect(await outcome(requestOf('Bearer a,b'))).toBe('ERR_CREDENTIALS_MALFORMED')
  })

  it('without any header: no token was sent', async () => {
    for (const req of [{}, { headers: {} }, { rawHeaders: [], headers: { host: 'a' } }]) {
      expect(await outcome(req)).toBe('ERR_CREDENTIALS_MISSING')
    }
  })

  it('still refuses a token that was visibly sent twice', async () => {
    const authorization = `Bearer ${await issuer.accessToken()}`
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const req of [
      { headers: { authorization: [authorization, authorization] } },
      { headers: { authorization, Authorization: authorization } },
      { headers: { authorization }, url: '/?access_token=x' },
      { headers: { authorization, ...type }, body: { access_token: 'x' } },
    ]) {
      expect(await outcome(req)).toBe('ERR_CREDENTIALS_REPEATED')
    }
  })
})

it('takes any number of spaces behind the word Bearer (RFC 6750, 2.1: 1*SP)', async () => {
  const token = await issuer.accessToken()
  for (const spaces of [' ', '  ', '     ']) {
    const response = await request(api()).get('/').set('Authorization', `bearer${spaces}${token}`)
    expect(response.body.subject).toBe('user-1')
  }
  const response = await request(api()).get('/').set('Authorization', `Bearer \t${token}`)
  expect(response.body.code).toBe('ERR_CREDENTIALS_MALFORMED')
})

it('takes "cnf": null for a token that is not bound, and nothing else', async () => {
  expect((await send(api(), await issuer.accessToken({ cnf: null }))).status).toBe(200)
  const opaque = issuer.opaqueToken({ cnf: null })
  expect((await send(api({ introspection }), opaque)).status).toBe(200)
  for (const cnf of [{}, { jkt: 'x' }, false, '', 0]) {
    expectRefusal(await send(api(), await issuer.accessToken({ cnf })), 'ERR_TOKEN_BOUND')
  }
})

describe('audience', () => {
  const house: TokenProfile = {
    name: 'house',
    headerTypes: ['at+jwt'],
    prove: () => undefined,
    clientId: ({ client_id }) => String(client_id),
    scopes: () => [],
    withoutAudience: true,
  }
  const own = { tokenProfile: house, clientIds: ['client-1'] }
  const statusOf = async (options: Partial<ApiGuardOptions>, aud: unknown) =>
    (await send(api({ ...own, ...options }), await issuer.accessToken({ aud }))).status

  it('false means none: a token that names another API, or this one, is refused', async () => {
    expect(await statusOf({ audience: false }, undefined)).toBe(200)
    for (const aud of ['https://other.example.com', audience, [audience], {}, 7, '']) {
      expect([aud, await statusOf({ audience: false }, aud)]).toEqual([aud, 401])
    }
  })

  it('beside a name, false means that name or none', async () => {
    for (const aud of [undefined, audience, ['x', audience]]) {
      expect([aud, await statusOf({ audience: [audience, false] }, aud)]).toEqual([aud, 200])
    }
    for (const aud of ['https://other.example.com', {}, 7, '']) {
      expect([aud, await statusOf({ audience: [audience, false] }, aud)]).toEqual([aud, 401])
    }
  })

  it('false with introspection, under any profile: for responses without "aud", and for no JWT', async () => {
    const options = { tokenProfile: undefined, introspection, audience: false, clientIds: ['client-1'] } as const
    const app = api(options)
    for (const aud of [undefined, null, []]) expect((await send(app, issuer.opaqueToken({ aud }))).status).toBe(200)
    expectRefusal(await send(app, issuer.opaqueToken({ aud: 'https://other.example.com' })), 'ERR_TOKEN_AUDIENCE')
    expectRefusal(await send(app, issuer.opaqueToken({ aud: undefined, client_id: 'x' })), 'ERR_TOKEN_CLIENT')
    expectRefusal(await send(app, await issuer.accessToken({ aud: undefined })), 'ERR_TOKEN_AUDIENCE')
    // What oidc-provider says of a refresh token: no audience, and no type.
    const refreshToken = issuer.opaqueToken({ aud: undefined, token_type: undefined })
    expectRefusal(await send(app, refreshToken), 'ERR_TOKEN_KIND')
    for (const mark of [{ token_use: 'access_token' }, { typ: 'Bearer' }]) {
      const marked = issuer.opaqueToken({ aud: undefined, token_type: undefined, ...mark })
      expect((await send(app, marked)).status).toBe(200)
    }
    const both = api({ ...options, audience: [audience, false] })
    expect((await send(both, await issuer.accessToken())).status).toBe(200)
    expect((await send(both, issuer.opaqueToken({ aud: undefined }))).status).toBe(200)
  })

  it.each<[string, Partial<ApiGuardOptions>]>([
    ['without the clients', { tokenProfile: house, audience: false }],
    ['without the clients, beside a name', { tokenProfile: house, audience: [audience, false] }],
    ['under a profile whose tokens have one', { clientIds: ['client-1'], audience: [audience, false] }],
  ])('cannot be false %s', (_name, options) => {
    expect(() => api(options)).toThrow(TypeError)
  })
})

describe('hints that say what was sent', () => {
  const hintOf = async (authorization: string, options?: Partial<ApiGuardOptions>) =>
    (await request(api(options)).get('/').set('Authorization', authorization)).body.hint

  it('a token without the word Bearer, and another scheme', async () => {
    expect(await hintOf(await issuer.accessToken())).toContain('"Authorization: Bearer <access token>"')
    expect(await hintOf('Basic dXNlcjpzZWNyZXQ=')).toContain('another scheme')
  })

  it.each(['undefined', 'null', 'NaN', 'false'])(
    'the word %s in place of a token, without asking anybody',
    async (word) => {
      const response = await request(api({ introspection })).get('/').set('Authorization', `Bearer ${word}`)
      expectRefusal(response, 'ERR_TOKEN_MALFORMED')
      expect(response.body.hint).toContain(`The client sent the word '${word}'`)
      expect(issuer.requests).toHaveLength(0)
    },
  )

  it('an object in place of a token', async () => {
    expect(await hintOf('Bearer [object Object]')).toContain('an object')
  })

  it('a preflight request', async () => {
    const response = await request(api()).options('/').set('Access-Control-Request-Method', 'GET')
    expect(response.body.hint).toContain('cors()')
  })

  it('an audience that differs only in the trailing slash', async () => {
    expect(await hintOf(`Bearer ${await issuer.accessToken({ aud: `${audience}/` })}`)).toContain('trailing slash')
  })

  it('scopes in a claim that the token profile does not read', async () => {
    const token = await issuer.accessToken({ scope: undefined, scp: ['read'] })
    expect(await hintOf(`Bearer ${token}`, { scopes: 'read' })).toContain('"scp"')
  })
})

describe('introspection', () => {
  it('takes times with fractions (RFC 7519, 2)', async () => {
    const exp = Date.now() / 1000 + 300.5
    expect((await send(api({ introspection }), issuer.opaqueToken({ exp, iat: exp - 400.25 }))).status).toBe(200)
  })

  it.each([400, 404, 413, 414])('%d for odd tokens of a stranger leaves honest callers alone', async (status) => {
    const app = api({ introspection })
    for (let count = 0; count < 12; count += 1) {
      issuer.respondWith('introspection', { status })
      expect((await send(app, `odd-${count}`)).status).toBe(503)
    }
    issuer.restore()
    expect((await send(app, issuer.opaqueToken())).status).toBe(200)
  })

  it('a body that cannot be read leaves honest callers alone, too', async () => {
    const app = api({ introspection })
    for (let count = 0; count < 12; count += 1) {
      issuer.respondWith('introspection', { body: 'not JSON' })
      expect((await send(app, `odd-${count}`)).status).toBe(503)
    }
    issuer.restore()
    expect((await send(app, issuer.opaqueToken())).status).toBe(200)
  })

  it.each([429, 500, 502, 503])('%d is an outage: after five in a row the provider gets a pause', async (status) => {
    const app = api({ introspection })
    for (let count = 0; count < 12; count += 1) {
      issuer.respondWith('introspection', { status })
      expect((await send(app, `odd-${count}`)).status).toBe(503)
    }
    expect(issuer.count('introspection')).toBe(5)
  })
})
