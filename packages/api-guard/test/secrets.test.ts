import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { format, inspect } from 'node:util'
import { generateSigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { eventNames } from '@tandem-auth/tokens'
import express, { type Express } from 'express'
import request from 'supertest'
import { type ApiGuardOptions, apiGuard, authErrorHandler, authOf, requireScopes } from '../src/index.js'
import { audience } from './api.js'

const clientSecret = 'introspection-secret-7d1f'
const opaque = 'opaque-token-93ab'
let issuer: TestIssuer
/** Everything that anybody could see: what was logged, thrown, answered, published. */
let seen: string[]

beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterAll(() => issuer.close())

const listen = (message: unknown) => void seen.push(inspect(message, { depth: null, showHidden: true }))
beforeEach(() => {
  seen = []
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    jest.spyOn(console, name).mockImplementation((...args) => void seen.push(format(...args)))
  }
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      seen.push(String(text))
      return true
    })
  }
  for (const name of eventNames) subscribe(`tandem-auth:${name}`, listen)
})
afterEach(() => {
  jest.restoreAllMocks()
  for (const name of eventNames) unsubscribe(`tandem-auth:${name}`, listen)
  issuer.restore()
})

/** An API that shows every error that reaches it in every way there is, and then answers it as Express does. */
function api(options: Partial<ApiGuardOptions> = {}): Express {
  const app = express().set('env', 'production')
  app.use(apiGuard({ issuer: issuer.issuer, audience, ...options }))
  app.get('/', requireScopes('read'), (req, res) => {
    seen.push(inspect(authOf(req), { depth: null }), format('%o %j', authOf(req), authOf(req)), format(authOf(req)))
    res.json({ caller: authOf(req) })
  })
  app.use((error: unknown, _req: unknown, _res: unknown, next: (error: unknown) => void) => {
    show(error)
    next(error)
  })
  return app
}

function show(error: unknown): void {
  const { cause, stack, message, headers, hint } = error as Record<string, unknown>
  const ways = { depth: null, showHidden: true, getters: true } as const
  seen.push(String(error), JSON.stringify(error), format(error), format('%s %o %O', error, error, error))
  seen.push(inspect(error, ways), inspect(error, { ...ways, customInspect: false }))
  seen.push(inspect({ cause, stack, message, headers, hint }, ways))
}

// Express logs once the answer is under way.
const logsWritten = () => new Promise((resolve) => setImmediate(resolve))

async function allTokens(): Promise<readonly string[]> {
  const stranger = await generateSigningKey('ES256')
  const token = await issuer.accessToken({ scope: 'read' })
  return [
    token,
    await issuer.accessToken(),
    await issuer.accessToken({ exp: 1 }),
    await issuer.accessToken({ nbf: 4_000_000_000 }),
    await issuer.accessToken({ aud: 'https://other.example' }),
    await issuer.accessToken({ iss: 'https://other.example' }),
    await issuer.accessToken({ sub: undefined }),
    await issuer.accessToken({ cnf: {} }),
    await issuer.accessToken({ exp: 'soon' }),
    await issuer.accessToken({}, { alg: 'HS256' }),
    await issuer.accessToken({}, { crit: [] }),
    await issuer.accessToken({}, { typ: 'JWT' }),
    await issuer.accessToken({}, { kid: 'unknown' }, stranger),
    await issuer.accessToken({}, {}, stranger),
    await issuer.accessToken({}, { kid: issuer.jwks.keys[0]?.kid }, stranger),
    await issuer.idToken(),
    await issuer.logoutToken(),
    await issuer.refreshToken(),
    await issuer.sign('{"a":1,"a":2}', { typ: 'at+jwt' }),
    `${token}.AAAA`,
    `${token}.AAAA.AAAA`,
    `${token}=`,
    `${token}~`,
    opaque,
  ]
}

/** Asserts that no token, and no part of one but its header, stands anywhere in what was seen. */
async function expectNothingOf(tokens: readonly string[]): Promise<void> {
  await logsWritten()
  const all = seen.join('\n')
  expect(all.length).toBeGreaterThan(1000)
  for (const token of tokens) {
    for (const part of [token, ...token.split('.').slice(1)]) {
      if (part.length > 8) expect(all).not.toContain(part)
    }
  }
  expect(all).not.toContain(clientSecret)
}

describe('no token and no secret is in anything that can be seen', () => {
  it('when tokens are refused', async () => {
    const tokens = await allTokens()
    for (const app of [api(), api({ clientIds: ['another'] }), api({ isRevoked: () => true })]) {
      for (const token of tokens) {
        const response = await request(app).get('/').auth(token, { type: 'bearer' })
        seen.push(JSON.stringify(response.headers), response.text)
      }
      for (const odd of [`Bearer ${tokens[0]} `, `Bearer ${tokens[0]} ${tokens[1]}`, `Bearer\t${tokens[0]}`]) {
        const response = await request(app).get('/').set('Authorization', odd.trim())
        seen.push(JSON.stringify(response.headers), response.text)
      }
    }
    await expectNothingOf(tokens)
  })

  it('when tokens are accepted', async () => {
    const token = await issuer.accessToken({ scope: 'read' })
    const response = await request(api()).get('/').auth(token, { type: 'bearer' })
    expect(response.status).toBe(200)
    seen.push(response.text.repeat(5))
    await expectNothingOf([token])
  })

  it.each([
    ['the keys', () => issuer.respondWith('jwks', { status: 500, body: opaque })],
    ['the metadata', () => issuer.respondWith('discovery', { status: 200, body: opaque })],
    ['introspection', () => issuer.respondWith('introspection', { status: 500, body: opaque })],
    ['introspection, which is refused', () => issuer.respondWith('introspection', { status: 401, body: opaque })],
    ['a check for revocation', () => undefined],
  ])('when %s fails', async (_name, fail) => {
    fail()
    const tokens = await allTokens()
    const isRevoked = () => Promise.reject(Object.assign(new Error(opaque), { code: opaque, response: { opaque } }))
    const app = api({ introspection: { clientId: 'client-1', clientSecret }, isRevoked })
    for (const token of tokens) {
      const response = await request(app).get('/').auth(token, { type: 'bearer' })
      seen.push(JSON.stringify(response.headers), response.text)
    }
    await expectNothingOf(tokens)
  })

  it('when a guard or its options are looked at, or are wrong', async () => {
    const introspection = { clientId: 'client-1', clientSecret }
    const guard = apiGuard({ issuer: issuer.issuer, audience, introspection })
    const wrong = [
      { introspection: { ...introspection, endpoint: '/x' } },
      { introspection: { ...introspection, a: 1 } },
    ]
    for (const options of [...wrong, { introspection, realm: '"' }, { introspection, issuer: '' }]) {
      try {
        apiGuard({ issuer: issuer.issuer, audience, ...options })
        throw new Error('was taken')
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
        show(error)
      }
    }
    seen.push(inspect(guard, { depth: null, showHidden: true }), format('%o', guard), JSON.stringify({ guard }))
    seen.push(inspect(authErrorHandler(), { depth: null, showHidden: true }))
    await expectNothingOf([])
  })
})

describe('a log by Express’ own error handler', () => {
  it('has one line for each request that is refused for the caller’s fault', async () => {
    const app = express().set('env', 'production')
    app.use(apiGuard({ issuer: issuer.issuer, audience }), requireScopes('read'), (_req, res) => void res.end())
    const tokens = (await allTokens()).slice(1)
    const statuses = new Set<number>()
    for (const token of tokens) {
      seen = []
      const response = await request(app).get('/').auth(token, { type: 'bearer' })
      statuses.add(response.status)
      await logsWritten()
      const logged = seen.filter((text) => text.startsWith('AuthError'))
      expect(logged).toHaveLength(1)
      expect(logged[0]).toMatch(/^AuthError: [a-z]/)
      expect(logged[0]).not.toContain('\n')
      expect(response.headers['www-authenticate']).toMatch(/^Bearer error="/)
      // Express answers with a page of its own: the status and nothing else.
      expect(response.text).not.toContain('hint')
    }
    expect([...statuses].sort()).toEqual([401, 403])
  })

  it('is right without any error handler of ours: status, challenge and Retry-After', async () => {
    const app = express().set('env', 'production')
    app.use(apiGuard({ issuer: issuer.issuer, audience }), (_req, res) => void res.end())
    const bare = await request(app).get('/')
    expect([bare.status, bare.headers['www-authenticate']]).toEqual([401, 'Bearer'])
    issuer.respondWith('jwks', { status: 500 })
    const down = await request(app)
      .get('/')
      .auth(await issuer.accessToken(), { type: 'bearer' })
    expect([down.status, down.headers['retry-after']]).toEqual([503, '5'])
    await logsWritten()
  })
})
