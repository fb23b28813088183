import { createServer, type IncomingMessage } from 'node:http'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request, { type Response } from 'supertest'
import {
  type ApiGuardOptions,
  apiGuard,
  authErrorHandler,
  authOf,
  isAuthError,
  present,
  requireAnyScope,
  requireClaim,
  requirePermissions,
  requireScopes,
} from '../src/index.js'
import { audience, createApi, expectRefusal, send } from './api.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterAll(() => issuer.close())
afterEach(() => {
  issuer.restore()
  issuer.resetRequests()
})

const api = (options: Partial<ApiGuardOptions> = {}): Express =>
  createApi({ issuer: issuer.issuer, audience, ...options })
const challengeOf = (response: Response) => response.headers['www-authenticate']

describe('an access token', () => {
  it('is let through, and says who calls, for whom and what for', async () => {
    const token = await issuer.accessToken({ scope: 'read:orders write:orders', exp: 4_000_000_000 })
    const response = await send(api(), token)
    expect(response.status).toBe(200)
    expect(response.body).toEqual({
      format: 'jwt',
      issuer: issuer.issuer,
      audience: [audience],
      scopes: ['read:orders', 'write:orders'],
      subject: 'user-1',
      clientId: 'client-1',
      expiresAt: 4_000_000_000,
      header: { alg: 'ES256', typ: 'at+jwt', kid: issuer.jwks.keys[0]?.kid },
      payload: expect.objectContaining({ sub: 'user-1', scope: 'read:orders write:orders' }),
    })
  })

  it('is let through when its type is written in full, in any case', async () => {
    for (const typ of ['application/at+jwt', 'AT+JWT', 'Application/At+Jwt']) {
      expect((await send(api(), await issuer.accessToken({}, { typ }))).status).toBe(200)
    }
  })

  it('may write its times with fractions of a second (RFC 7519, 2)', async () => {
    const now = Math.floor(Date.now() / 1000)
    const app = api()
    const token = await issuer.accessToken({ iat: now - 0.25, nbf: now - 0.25, exp: now + 300.5 })
    // The second and third time from the cache.
    for (let count = 0; count < 3; count += 1) {
      const response = await send(app, token)
      expect([response.status, response.body.expiresAt]).toEqual([200, now + 300.5])
    }
    const expired = await send(app, await issuer.accessToken({ exp: now - 5.5 }))
    expect([expired.status, expired.body.code]).toEqual([401, 'ERR_TOKEN_EXPIRED'])
  })

  it('is let through when this API is one of its audiences', async () => {
    const token = await issuer.accessToken({ aud: ['https://other.example', audience] })
    expect((await send(api(), token)).status).toBe(200)
    expect((await send(api({ audience: ['https://a.example', audience] }), token)).status).toBe(200)
  })

  it('of a client that acts for itself is told from one of a user', async () => {
    const isMachine = async (claims: object) =>
      (await send(api(), await issuer.accessToken({ ...claims }))).body.isMachine
    expect(await isMachine({ sub: 'client-1' })).toBe(true)
    // Whether "user-1" is a user or the name of a service can't be told from a token of RFC 9068.
    expect(await isMachine({ sub: 'user-1' })).toBeUndefined()
  })
})

describe('what came, and what is answered', () => {
  const get = (headers: Record<string, string>, options: Partial<ApiGuardOptions> = {}) =>
    request(api(options)).get('/').set(headers)

  it.each([
    ['no credentials', {}],
    ['another scheme', { Authorization: 'Basic dXNlcjpwYXNzd29yZA==' }],
    ['a scheme whose name begins like ours', { Authorization: 'BearerToken abc' }],
    ['an empty header', { Authorization: '' }],
  ])('%s: 401 and a bare challenge', async (_name, headers) => {
    const response = await get(headers)
    expect(response.status).toBe(401)
    expect(response.body.code).toBe('ERR_CREDENTIALS_MISSING')
    expect(challengeOf(response)).toBe('Bearer')
  })

  it.each([
    ['Bearer and nothing', 'Bearer'],
    ['two tokens', 'Bearer abc def'],
    ['a tab after a blank', 'Bearer \tabc'],
    ['a tab for the blank', 'Bearer\tabc'],
    ['a list', 'Bearer abc, Bearer def'],
    ['a quoted token', 'Bearer "abc"'],
    ['a parameter', 'Bearer token=abc'],
    ['padding inside', 'Bearer abc=d'],
    ['no blank', 'Bearer:abc'],
  ])('%s: 400', async (_name, authorization) => {
    const response = await get({ Authorization: authorization })
    expect(response.status).toBe(400)
    expect(response.body.code).toBe('ERR_CREDENTIALS_MALFORMED')
    expect(challengeOf(response)).toBe('Bearer error="invalid_request"')
  })

  it('a token sent in two ways: 400, and no other way than the header is ever read', async () => {
    const token = await issuer.accessToken()
    const app = createApi({ issuer: issuer.issuer, audience }, express.urlencoded())
    const twice = [
      await send(app, token, `/?access_token=${token}`),
      await send(app, token, '/?a=1&access%5Ftoken'),
      await request(app).post('/').auth(token, { type: 'bearer' }).type('form').send({ access_token: token }),
    ]
    for (const response of twice) {
      expect(response.status).toBe(400)
      expect(response.body.code).toBe('ERR_CREDENTIALS_REPEATED')
      expect(challengeOf(response)).toBe('Bearer error="invalid_request"')
    }
    const elsewhere = [
      await request(app).get(`/?access_token=${token}`),
      await request(app).post('/').type('form').send({ access_token: token }),
      await request(app).get('/').set('X-Access-Token', token).set('Cookie', `access_token=${token}`),
    ]
    for (const response of elsewhere) expect(response.body.code).toBe('ERR_CREDENTIALS_MISSING')
  })

  it('a member of a JSON body that happens to be called access_token: the app’s own matter', async () => {
    const app = createApi({ issuer: issuer.issuer, audience }, express.json())
    const token = await issuer.accessToken()
    const response = await request(app).post('/').auth(token, { type: 'bearer' }).send({ access_token: 'of somebody' })
    expect(response.status).toBe(200)
  })

  it.each([
    ['a word', 'opaque', 'ERR_TOKEN_OPAQUE', 'the token is opaque and this API takes JWT access tokens'],
    ['two parts', 'a.b', 'ERR_TOKEN_OPAQUE', 'the token is opaque and this API takes JWT access tokens'],
    [
      'a header with rubbish behind it',
      'eyJhbGciOiJFUzI1NiJ9.AAAA.AAAA',
      'ERR_TOKEN_MALFORMED',
      'the token is not a well-formed JWT',
    ],
    [
      'an encrypted token',
      'eyJlbmMiOiJBMjU2R0NNIn0.AAAA.AAAA.AAAA.AAAA',
      'ERR_TOKEN_ENCRYPTED',
      'the token is encrypted',
    ],
  ] as const)('%s: 401', async (_name, token, code, description) => {
    const response = await send(api(), token)
    expect(response.status).toBe(401)
    expect(response.body.code).toBe(code)
    expect(challengeOf(response)).toBe(`Bearer error="invalid_token", error_description="${description}"`)
  })

  it.each([
    ['expired', { exp: 1_600_000_000 }, 'ERR_TOKEN_EXPIRED', 'the token has expired'],
    ['not valid yet', { nbf: 4_000_000_000 }, 'ERR_TOKEN_NOT_YET', 'the token is not valid yet'],
    [
      'of another audience',
      { aud: 'https://other.example' },
      'ERR_TOKEN_AUDIENCE',
      'the token is meant for another audience',
    ],
    ['of another issuer', { iss: 'https://other.example' }, 'ERR_TOKEN_ISSUER', 'the token comes from another issuer'],
    ['of a subject without a name', { sub: '' }, 'ERR_TOKEN_CLAIMS', 'a claim of the token is missing or malformed'],
    ['without a client', { client_id: '' }, 'ERR_TOKEN_CLAIMS', 'a claim of the token is missing or malformed'],
    ['without an id', { jti: undefined }, 'ERR_TOKEN_CLAIMS', 'a claim of the token is missing or malformed'],
    ['without a time of issue', { iat: undefined }, 'ERR_TOKEN_CLAIMS', 'a claim of the token is missing or malformed'],
    [
      'bound to a key',
      { cnf: { jkt: 'x' } },
      'ERR_TOKEN_BOUND',
      'the token is bound to a key and cannot be used as a bearer token',
    ],
  ] as const)('a token that is %s: 401', async (_name, claims, code, description) => {
    const response = await send(api(), await issuer.accessToken(claims))
    expect(response.status).toBe(401)
    expect(response.body.code).toBe(code)
    expect(challengeOf(response)).toBe(`Bearer error="invalid_token", error_description="${description}"`)
  })

  it('a token with another’s signature: 401', async () => {
    const token = await issuer.accessToken()
    const other = await issuer.accessToken()
    const forged = `${token.slice(0, token.lastIndexOf('.'))}${other.slice(other.lastIndexOf('.'))}`
    const response = await send(api(), forged)
    expect(response.status).toBe(401)
    expect(response.body.code).toBe('ERR_TOKEN_SIGNATURE')
    expect(challengeOf(response)).toBe(
      'Bearer error="invalid_token", error_description="the signature of the token is wrong"',
    )
  })

  it('an ID token: 401, and the hint says what to send', async () => {
    const response = await send(api(), await issuer.idToken())
    expect(response.status).toBe(401)
    expect(response.body.code).toBe('ERR_TOKEN_KIND')
    expect(response.body.hint).toMatch(/ID token: it was issued to the client 'client-1'/)
    expect(response.body.hint).toContain(audience)
    expect(challengeOf(response)).toBe(
      'Bearer error="invalid_token", error_description="the token is not an access token"',
    )
  })

  it('keys out of reach: 503 with Retry-After and no challenge, since it is not the client’s fault', async () => {
    for (const endpoint of ['discovery', 'jwks'] as const) {
      issuer.respondWith(endpoint, { status: 500 })
      const response = await send(api(), await issuer.accessToken())
      expect(response.status).toBe(503)
      expect(response.body.code).toBe(endpoint === 'jwks' ? 'ERR_KEYS_UNAVAILABLE' : 'ERR_METADATA_UNAVAILABLE')
      expect(response.headers['retry-after']).toBe('5')
      expect(challengeOf(response)).toBeUndefined()
      issuer.restore()
    }
  })

  it('discovery that names another issuer: 500, and the hint has both', async () => {
    issuer.respondWith('discovery', { body: { ...issuer.metadata, issuer: 'https://other.example' } })
    const response = await send(api(), await issuer.accessToken())
    expect(response.status).toBe(500)
    expect(response.body.code).toBe('ERR_ISSUER_MISMATCH')
    expect(response.body.hint).toContain("'https://other.example'")
    expect(response.body.hint).toContain(`'${issuer.issuer}'`)
    expect(challengeOf(response)).toBeUndefined()
  })

  it('an issuer that differs only in the trailing slash: 401, and the hint says so', async () => {
    const response = await send(api(), await issuer.accessToken({ iss: `${issuer.issuer}/` }))
    expectRefusal(response, 'ERR_TOKEN_ISSUER')
    expect(response.body.hint).toMatch(/trailing slash/)
  })
})

describe('the guard’s own options:', () => {
  const time = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

  it('scopes: every request needs all of them, and the challenge names them all', async () => {
    const app = api({ scopes: 'read:orders write:orders', realm: 'orders' })
    const response = await send(app, await issuer.accessToken({ scope: 'read:orders' }))
    expect(response.status).toBe(403)
    expect(response.body.code).toBe('ERR_INSUFFICIENT_SCOPE')
    expect(challengeOf(response)).toBe(
      'Bearer realm="orders", error="insufficient_scope", scope="read:orders write:orders"',
    )
    expect((await send(app, await issuer.accessToken({ scope: 'write:orders x read:orders' }))).status).toBe(200)
    const expired = await send(app, await issuer.accessToken({ scope: '', exp: time(-60) }))
    expect(expired.status).toBe(401)
  })

  it('clientIds: only these clients’ tokens are taken', async () => {
    const app = api({ clientIds: ['client-1', 'client-2'] })
    expect((await send(app, await issuer.accessToken({ client_id: 'client-2' }))).status).toBe(200)
    const response = await send(app, await issuer.accessToken({ client_id: 'client-3' }))
    expectRefusal(response, 'ERR_TOKEN_CLIENT')
    expect(response.body.hint).toContain("'client-3'")
  })

  it('algorithms: only these are taken', async () => {
    expect((await send(api({ algorithms: ['ES256'] }), await issuer.accessToken())).status).toBe(200)
    expectRefusal(
      await send(api({ algorithms: ['RS256', 'EdDSA'] }), await issuer.accessToken()),
      'ERR_TOKEN_ALGORITHM',
    )
  })

  it('jwks: then there is no network', async () => {
    expect((await send(api({ jwks: issuer.jwks }), await issuer.accessToken())).status).toBe(200)
    expect(issuer.requests).toEqual([])
  })

  it('jwksUri and metadata: another place for the keys', async () => {
    const jwksUri = `${issuer.url}/jwks`
    expect((await send(api({ jwksUri }), await issuer.accessToken())).status).toBe(200)
    expect((await send(api({ metadata: { jwks_uri: jwksUri } }), await issuer.accessToken())).status).toBe(200)
    expect([issuer.count('jwks'), issuer.count('discovery')]).toEqual([2, 0])
  })

  it('optional: lets requests without credentials through, and bad ones stay 401', async () => {
    const app = api({ optional: true })
    for (const headers of [{}, { Authorization: 'Basic abc' }]) {
      const response = await request(app).get('/').set(headers)
      expect(response.status).toBe(200)
      expect(response.body).toEqual({ anonymous: true })
    }
    expect((await send(app, await issuer.accessToken())).body.subject).toBe('user-1')
    expectRefusal(await send(app, await issuer.accessToken({ exp: time(-60) })), 'ERR_TOKEN_EXPIRED')
    expectRefusal(await send(app, await issuer.idToken()), 'ERR_TOKEN_KIND')
    for (const authorization of ['Bearer', 'Bearer\tabc', 'bearer a b']) {
      expect((await request(app).get('/').set('Authorization', authorization)).status).toBe(400)
    }
  })

  it('clockTolerance: how far clocks may differ, five seconds unless said otherwise', async () => {
    expect((await send(api(), await issuer.accessToken({ exp: time(-2) }))).status).toBe(200)
    expectRefusal(await send(api(), await issuer.accessToken({ exp: time(-6) })), 'ERR_TOKEN_EXPIRED')
    expectRefusal(
      await send(api({ clockTolerance: 0 }), await issuer.accessToken({ exp: time(-1) })),
      'ERR_TOKEN_EXPIRED',
    )
    expect((await send(api({ clockTolerance: 60 }), await issuer.accessToken({ exp: time(-30) }))).status).toBe(200)
  })

  it('realm and resourceMetadata: parts of every challenge', async () => {
    const app = api({
      realm: 'orders',
      resourceMetadata: 'https://api.example.com/.well-known/oauth-protected-resource',
    })
    const start =
      'Bearer realm="orders", resource_metadata="https://api.example.com/.well-known/oauth-protected-resource"'
    expect(challengeOf(await request(app).get('/'))).toBe(start)
    expect(challengeOf(await send(app, 'eyJhbGciOiJFUzI1NiJ9.AAAA.AAAA'))).toBe(
      `${start}, error="invalid_token", error_description="the token is not a well-formed JWT"`,
    )
    expect(challengeOf(await request(app).get('/').set('Authorization', 'Bearer a b'))).toBe(
      `${start}, error="invalid_request"`,
    )
  })

  it('fetch: whatever is given fetches metadata and keys, and nothing else does', async () => {
    const asked: string[] = []
    const ownFetch: typeof fetch = (url, init) => {
      asked.push(String(url))
      return fetch(url, init)
    }
    expect((await send(api({ fetch: ownFetch }), await issuer.accessToken())).status).toBe(200)
    expect(asked).toEqual([`${issuer.url}/.well-known/openid-configuration`, `${issuer.url}/jwks`])
    expect(issuer.requests).toHaveLength(2)
  })

  it('timeout: how long the issuer may take', async () => {
    issuer.respondWith('jwks', { delayMs: 2000 })
    const response = await send(api({ timeout: 0.1 }), await issuer.accessToken())
    expect(response.status).toBe(503)
    expect(response.body.code).toBe('ERR_KEYS_UNAVAILABLE')
  })
})

describe('what handlers get', () => {
  /** The request as a handler sees it, once it came with this token. */
  async function handled(token: string): Promise<IncomingMessage> {
    let seen: IncomingMessage | undefined
    const app = express()
    app.use(apiGuard({ issuer: issuer.issuer, audience }), (req, res) => {
      seen = req
      res.end()
    })
    await send(app, token)
    if (seen === undefined) throw new Error('the guard refused')
    return seen
  }

  it('is the same by authOf and on req.auth', async () => {
    const req = await handled(await issuer.accessToken())
    expect(authOf(req)).toBe((req as { auth?: unknown }).auth)
  })

  it('has the token, and does not print it', async () => {
    const token = await issuer.accessToken()
    const auth = authOf(await handled(token))
    expect(auth.token).toBe(token)
    expect(Object.keys(auth)).not.toContain('token')
    expect(JSON.stringify(auth)).not.toContain(token.slice(-20))
  })

  it('is frozen, all of it, since another request may get the same', async () => {
    const auth = authOf(await handled(await issuer.accessToken({ deep: { list: [{ a: 1 }] } }, { x: { y: 1 } })))
    const parts = [auth, auth.payload, auth.header, auth.header?.x, auth.payload.deep, auth.audience, auth.scopes]
    for (const part of parts) expect(Object.isFrozen(part)).toBe(true)
    expect(Object.isFrozen((auth.payload.deep as { list: object[] }).list[0])).toBe(true)
  })

  it('inherits nothing that the issuer has not signed', async () => {
    const auth = authOf(await handled(await issuer.accessToken()))
    expect('toString' in auth.payload).toBe(false)
    expect(auth.header && 'constructor' in auth.header).toBe(false)
  })

  it('is ERR_GUARD_MISSING where no guard was, or none has verified a token', async () => {
    const app = express()
    app.get('/bare', (req, res) => {
      res.json(authOf(req))
    })
    app.get('/bare-optional', (req, res) => {
      res.json(authOf(req, { optional: true }))
    })
    app.get('/anonymous', apiGuard({ issuer: issuer.issuer, audience, optional: true }), (req, res) => {
      res.json({ none: authOf(req, { optional: true }) === undefined, some: authOf(req) })
    })
    app.use(authErrorHandler({ hints: true }))
    for (const path of ['/bare', '/bare-optional', '/anonymous']) {
      const response = await request(app).get(path)
      expect(response.status).toBe(500)
      expect(response.body.code).toBe('ERR_GUARD_MISSING')
      expect(response.body.hint).toBeDefined()
    }
  })
})

describe('guards for routes', () => {
  function routes(options: Partial<ApiGuardOptions> = {}): Express {
    const app = express()
    app.use(apiGuard({ issuer: issuer.issuer, audience, ...options }))
    const done = (_req: unknown, res: { json(body: object): void }) => res.json({ done: true })
    app.get('/all', requireScopes('read:orders', 'write:orders'), done)
    app.get('/any', requireAnyScope('read:orders', 'admin'), done)
    app.get('/tenant', requireClaim('tenant', 'a', 7, false), done)
    app.get('/there', requireClaim('https://example.com/plan', present), done)
    app.get('/permissions', requirePermissions('orders.read', 'orders.write'), done)
    app.use(authErrorHandler())
    return app
  }

  it('requireScopes: all of them, or 403 that names them all', async () => {
    const app = routes({ realm: 'orders' })
    expect((await send(app, await issuer.accessToken({ scope: 'write:orders read:orders' }), '/all')).status).toBe(200)
    const response = await send(app, await issuer.accessToken({ scope: 'read:orders' }), '/all')
    expect(response.status).toBe(403)
    expect(response.body.code).toBe('ERR_INSUFFICIENT_SCOPE')
    expect(challengeOf(response)).toBe(
      'Bearer realm="orders", error="insufficient_scope", scope="read:orders write:orders"',
    )
  })

  it('requireAnyScope: one of them, or 403', async () => {
    for (const scope of ['admin', 'x read:orders']) {
      expect((await send(routes(), await issuer.accessToken({ scope }), '/any')).status).toBe(200)
    }
    const response = await send(routes(), await issuer.accessToken({ scope: 'write:orders' }), '/any')
    expect(response.status).toBe(403)
    expect(challengeOf(response)).toBe('Bearer error="insufficient_scope", scope="read:orders admin"')
  })

  it('requireClaim: one of the values, or 403 without a scope', async () => {
    for (const tenant of ['a', 7, false, ['x', 'a'], [7]]) {
      expect([tenant, (await send(routes(), await issuer.accessToken({ tenant }), '/tenant')).status]).toEqual([
        tenant,
        200,
      ])
    }
    for (const tenant of ['A', '7', 'a ', 0, null, [], [['a']], { a: true }, { 0: 'a', length: 1 }, undefined]) {
      const response = await send(routes(), await issuer.accessToken({ tenant }), '/tenant')
      expect([tenant, response.status, response.body.code]).toEqual([tenant, 403, 'ERR_INSUFFICIENT_CLAIM'])
      expect(challengeOf(response)).toBe('Bearer error="insufficient_scope"')
    }
  })

  it('requireClaim with "present": there, and neither false nor null', async () => {
    const name = 'https://example.com/plan'
    for (const plan of ['free', 0, '', true, [], {}]) {
      expect((await send(routes(), await issuer.accessToken({ [name]: plan }), '/there')).status).toBe(200)
    }
    for (const plan of [false, null, undefined]) {
      expect((await send(routes(), await issuer.accessToken({ [name]: plan }), '/there')).status).toBe(403)
    }
    const nested = { 'https://example': { 'com/plan': true } }
    expect((await send(routes(), await issuer.accessToken(nested), '/there')).status).toBe(403)
  })

  it('requirePermissions: all of them, or 403 without a scope', async () => {
    const permissions = ['orders.read', 'orders.write', 'x']
    expect((await send(routes(), await issuer.accessToken({ permissions }), '/permissions')).status).toBe(200)
    for (const lacking of [['orders.read'], [], undefined, 7, [['orders.read', 'orders.write']]]) {
      const token = await issuer.accessToken({ permissions: lacking, scope: 'orders.read orders.write' })
      const response = await send(routes(), token, '/permissions')
      expect([lacking, response.status, response.body.code]).toEqual([lacking, 403, 'ERR_INSUFFICIENT_PERMISSION'])
      expect(challengeOf(response)).toBe('Bearer error="insufficient_scope"')
    }
  })

  it('without a token in optional mode: 401, with the scope that would be needed', async () => {
    const app = routes({ optional: true, realm: 'orders' })
    const response = await request(app).get('/all')
    expect(response.status).toBe(401)
    expect(response.body.code).toBe('ERR_CREDENTIALS_MISSING')
    expect(challengeOf(response)).toBe('Bearer realm="orders", scope="read:orders write:orders"')
    for (const path of ['/tenant', '/there', '/permissions']) {
      const bare = await request(app).get(path)
      expect(bare.status).toBe(401)
      expect(challengeOf(bare)).toBe('Bearer realm="orders"')
    }
  })

  it('without a guard before them: 500', async () => {
    const app = express()
    app.get('/', requireScopes('read:orders'))
    app.use(authErrorHandler())
    const response = await request(app).get('/')
    expect(response.status).toBe(500)
    expect(response.body.code).toBe('ERR_GUARD_MISSING')
  })
})

describe('verify', () => {
  const guard = (options: Partial<ApiGuardOptions> = {}) => apiGuard({ issuer: issuer.issuer, audience, ...options })

  it('judges a token that came some other way', async () => {
    const token = await issuer.accessToken({ scope: 'read:orders' })
    const auth = await guard().verify(token)
    expect(auth).toMatchObject({ subject: 'user-1', scopes: ['read:orders'], format: 'jwt' })
    expect(auth.token).toBe(token)
  })

  it('rejects with the error that a request would get', async () => {
    await expect(guard().verify(await issuer.idToken())).rejects.toMatchObject({
      code: 'ERR_TOKEN_KIND',
      status: 401,
      headers: {
        'WWW-Authenticate': 'Bearer error="invalid_token", error_description="the token is not an access token"',
      },
    })
    await expect(guard({ scopes: 'admin' }).verify(await issuer.accessToken())).rejects.toMatchObject({
      code: 'ERR_INSUFFICIENT_SCOPE',
      status: 403,
    })
  })

  it.each([undefined, null, 7, '', {}, Buffer.from('a.b.c')])(
    'rejects %p, which a message may hold instead',
    async (token) => {
      const refusal = await guard()
        .verify(token as string)
        .catch((error: unknown) => error)
      expect(isAuthError(refusal) && refusal.status).toBe(401)
    },
  )
})

describe('close', () => {
  it('forgets the tokens, and what comes later is judged all the same', async () => {
    const guard = apiGuard({ issuer: issuer.issuer, audience })
    const token = await issuer.accessToken()
    await guard.verify(token)
    const known = await guard.verify(token)
    expect(await guard.verify(token)).toBe(known)
    const seenOnce = await issuer.accessToken()
    await guard.verify(seenOnce)
    guard.close()
    const again = await guard.verify(token)
    expect(again).not.toBe(known)
    expect(again).toEqual(known)
    expect(await guard.verify(seenOnce)).not.toBe(await guard.verify(seenOnce))
    await expect(guard.verify(await issuer.idToken())).rejects.toMatchObject({ code: 'ERR_TOKEN_KIND' })
    guard.close()
  })
})

describe('without Express', () => {
  it('is a plain function of request, response and next', async () => {
    const guard = apiGuard({ issuer: issuer.issuer, audience, jwks: issuer.jwks })
    const server = createServer((req, res) => {
      guard(req, res, (error) => {
        res.statusCode = isAuthError(error) ? error.status : 200
        res.end()
      })
    })
    expect((await request(server).get('/')).status).toBe(401)
    expect(
      (
        await request(server)
          .get('/')
          .auth(await issuer.accessToken(), { type: 'bearer' })
      ).status,
    ).toBe(200)
  })
})
