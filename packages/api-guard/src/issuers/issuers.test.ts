import type { IncomingMessage } from 'node:http'
import { generateSigningKey, signJws, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request, { type Response } from 'supertest'
import {
  type ApiGuardOptions,
  apiGuard,
  authErrorHandler,
  authOf,
  isAuthError,
  type TrustedIssuerOptions,
} from '../index.js'

const audience = 'https://api.example.com'
const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
let red: TestIssuer
let blue: TestIssuer

beforeAll(async () => {
  red = await startIssuer()
  blue = await startIssuer({ path: '/blue' })
})
afterAll(async () => {
  await red.close()
  await blue.close()
})
beforeEach(() => {
  for (const issuer of [red, blue]) {
    issuer.restore()
    issuer.resetRequests()
  }
})

function api(options: ApiGuardOptions): Express {
  const app = express()
  app.use(apiGuard(options))
  app.get('/:tenant/orders', (req, res) => {
    res.json(authOf(req, { optional: true }) ?? {})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

function both(
  ownRed: Partial<TrustedIssuerOptions> = {},
  ownBlue: Partial<TrustedIssuerOptions> = {},
): ApiGuardOptions {
  return {
    issuer: [
      { issuer: red.issuer, ...ownRed },
      { issuer: blue.issuer, ...ownBlue },
    ],
    audience,
  }
}

function get(app: Express, token: string, tenant = 'red'): Promise<Response> {
  return request(app).get(`/${tenant}/orders`).auth(token, { type: 'bearer' })
}

describe('several issuers', () => {
  it('are each believed about their own tokens', async () => {
    const app = api(both())
    for (const { issuer, accessToken } of [red, blue]) {
      expect((await get(app, await accessToken())).body.issuer).toBe(issuer)
    }
  })

  it('may be given by name alone', async () => {
    const app = api({ issuer: [red.issuer, blue.issuer], audience })
    expect((await get(app, await blue.accessToken())).status).toBe(200)
  })

  it('never lend each other their keys, not even under the same name', async () => {
    const key = await generateSigningKey('RS256', 'shared-kid')
    const other = await generateSigningKey('RS256', 'shared-kid')
    const app = api(both({ jwks: { keys: [key.publicJwk] } }, { jwks: { keys: [other.publicJwk] } }))
    expect((await get(app, await red.accessToken({}, {}, key))).status).toBe(200)
    const response = await get(app, await red.accessToken({}, {}, other))
    expect(response.status).toBe(401)
    expect(response.body.code).toBe('ERR_TOKEN_SIGNATURE')
    expect(response.headers['www-authenticate']).toBe(
      'Bearer error="invalid_token", error_description="the signature of the token is wrong"',
    )
  })

  it.each<[string, Partial<TrustedIssuerOptions>, string]>([
    ['audience', { audience: 'https://blue.example.com' }, 'ERR_TOKEN_AUDIENCE'],
    ['clients', { clientIds: ['client-2'] }, 'ERR_TOKEN_CLIENT'],
    ['algorithms', { algorithms: ['ES256'] }, 'ERR_TOKEN_ALGORITHM'],
    ['token profile', { tokenProfile: 'keycloak' }, 'ERR_TOKEN_KIND'],
  ])('have each its own %s', async (_name, own, code) => {
    const app = api(both({}, own))
    expect((await get(app, await red.accessToken())).status).toBe(200)
    expect((await get(app, await blue.accessToken())).body.code).toBe(code)
  })

  it('cause no request, when a token names none of them', async () => {
    const app = api(both())
    for (const iss of [`${red.issuer}/`, 'http://169.254.169.254', `${red.issuer}@evil.example.com`, '__proto__', 1]) {
      const response = await get(app, await red.accessToken({ iss }))
      expect(response.status).toBe(401)
      expect(response.body.code).toBe('ERR_TOKEN_ISSUER')
    }
    expect([...red.requests, ...blue.requests]).toHaveLength(0)
  })

  it.each<[string, Partial<ApiGuardOptions>]>([
    ['jwks', { jwks: { keys: [] } }],
    ['jwksUri', { jwksUri: 'https://x.example.com/jwks' }],
    ['metadata', { metadata: {} }],
    ['introspection', { introspection }],
    ['clientIds', { clientIds: ['client-1'] }],
  ])("can't share one %s", (name, shared) => {
    expect(() => apiGuard({ ...both(), ...shared } as ApiGuardOptions)).toThrow(
      `apiGuard: "${name}" belongs to one issuer`,
    )
  })

  it("can't be named twice", () => {
    expect(() => apiGuard({ issuer: [red.issuer, red.issuer], audience })).toThrow(/"issuer" holds .* twice/)
    expect(() => apiGuard({ issuer: [], audience })).toThrow('apiGuard: "issuer" must not be empty')
  })
})

describe('an opaque token', () => {
  it('goes to the one issuer that introspects', async () => {
    const app = api(both({}, { introspection }))
    expect((await get(app, blue.opaqueToken())).body.issuer).toBe(blue.issuer)
    expect(red.count('introspection')).toBe(0)
  })

  it('is never carried from provider to provider, until one knows it', () => {
    expect(() => apiGuard(both({ introspection }, { introspection }))).toThrow(
      'apiGuard: "introspection" at more than one issuer needs "selectIssuer"',
    )
  })

  it('is shown to the provider of the tenant alone', async () => {
    const app = api({ ...both({ introspection }, { introspection }), selectIssuer: tenantOf })
    expect((await get(app, blue.opaqueToken(), 'blue')).status).toBe(200)
    expect(red.requests).toHaveLength(0)
  })
})

function tenantOf(req: IncomingMessage): string {
  return req.url?.startsWith('/blue/') ? blue.issuer : red.issuer
}

describe('an issuer that is selected for a request', () => {
  it('is the only one whose tokens are taken', async () => {
    const app = api({ ...both(), selectIssuer: tenantOf })
    expect((await get(app, await blue.accessToken(), 'blue')).status).toBe(200)
    const response = await get(app, await blue.accessToken(), 'red')
    expect(response.status).toBe(401)
    expect(response.body.code).toBe('ERR_TOKEN_ISSUER')
  })

  it.each([
    ['a JWT', () => blue.accessToken()],
    ['an opaque token', async () => blue.opaqueToken()],
  ])("isn't forgotten when another tenant has used %s before", async (_name, mint) => {
    const app = api({ ...both({ introspection }, { introspection }), selectIssuer: tenantOf })
    const token = await mint()
    for (const [tenant, status] of [
      ['blue', 200],
      ['red', 401],
      ['blue', 200],
    ] as const) {
      expect((await get(app, token, tenant)).status).toBe(status)
    }
  })

  it.each<[string, () => unknown]>([
    ['an issuer that is not configured', () => 'https://other.example.com'],
    ['nothing', () => undefined],
    ['a promise', async () => red.issuer],
    ['an inherited name', () => 'constructor'],
  ])('is our own fault when it is %s, and nobody is asked', async (_name, select) => {
    const selectIssuer = select as NonNullable<ApiGuardOptions['selectIssuer']>
    const response = await get(api({ ...both(), selectIssuer }), await red.accessToken())
    expect(response.status).toBe(500)
    expect(response.body.code).toBe('ERR_ISSUER_SELECTION')
    expect(response.headers).not.toHaveProperty('www-authenticate')
    expect(red.requests).toHaveLength(0)
  })

  it('may be refused with an error of the app', async () => {
    const selectIssuer = () => {
      throw Object.assign(new Error('no such tenant'), { status: 404 })
    }
    expect((await get(api({ ...both(), selectIssuer }), await red.accessToken())).status).toBe(404)
  })

  it("can't be skipped by throwing what Express takes for an order to go on", async () => {
    const selectIssuer = () => {
      throw 'route'
    }
    const app = express()
    app.use(apiGuard({ ...both(), selectIssuer }), (_req, res) => {
      res.json('secret')
    })
    const response = await get(app, 'any')
    expect(response.status).toBe(500)
    expect(response.text).not.toContain('secret')
  })

  it('is not asked for without a token', async () => {
    const selectIssuer = jest.fn(() => red.issuer)
    const response = await request(api({ ...both(), selectIssuer, optional: true })).get('/red/orders')
    expect(response.status).toBe(200)
    expect(selectIssuer).not.toHaveBeenCalled()
  })

  it('must be a function', () => {
    const selectIssuer = red.issuer as never
    expect(() => apiGuard({ ...both(), selectIssuer })).toThrow('apiGuard: "selectIssuer" must be a function')
  })
})

describe('guard.verify', () => {
  async function codeOf(verdict: Promise<unknown>): Promise<string | undefined> {
    const error: unknown = await verdict.then(
      () => undefined,
      (refusal: unknown) => refusal,
    )
    return isAuthError(error) ? error.code : undefined
  }

  it('takes the issuer that the token must come from', async () => {
    const guard = apiGuard(both())
    const token = await blue.accessToken()
    expect(await guard.verify(token)).toMatchObject({ issuer: blue.issuer })
    expect(await guard.verify(token, { issuer: blue.issuer })).toMatchObject({ issuer: blue.issuer })
    expect(await codeOf(guard.verify(token, { issuer: red.issuer }))).toBe('ERR_TOKEN_ISSUER')
    expect(await codeOf(guard.verify(token, { issuer: 'https://other.example.com' }))).toBe('ERR_ISSUER_SELECTION')
  })

  it('must be told, where requests select', async () => {
    const guard = apiGuard({ ...both(), selectIssuer: tenantOf })
    const token = await blue.accessToken()
    expect(await codeOf(guard.verify(token))).toBe('ERR_ISSUER_SELECTION')
    expect(await guard.verify(token, { issuer: blue.issuer })).toMatchObject({ issuer: blue.issuer })
  })
})

describe('an issuer of many tenants', () => {
  const login = 'https://login.microsoftonline.com'
  const [one, two] = ['11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-222222222222']

  it('is each tenant, by its own keys', async () => {
    const shared = await generateSigningKey('RS256', 'shared')
    const own = await generateSigningKey('RS256', 'of-one')
    const fetched: string[] = []
    const publish = async (url: string | URL | Request): Promise<Response> => {
      fetched.push(String(url))
      const keys = [
        { ...shared.publicJwk, issuer: `${login}/{tenantid}/v2.0` },
        { ...own.publicJwk, issuer: `${login}/${one}/v2.0` },
      ]
      const metadata = { issuer: `${login}/{tenantid}/v2.0`, jwks_uri: `${login}/common/discovery/v2.0/keys` }
      return Response.json(String(url).endsWith('/keys') ? { keys } : metadata) as never
    }
    const app = api({ issuer: `${login}/common/v2.0`, audience, fetch: publish as never })
    const claims = (tid: string, iss = `${login}/${tid}/v2.0`) => {
      const now = Math.floor(Date.now() / 1000)
      return { iss, tid, aud: audience, ver: '2.0', azp: 'a', azpacr: '1', scp: 'x', sub: 'u', iat: now, exp: now + 60 }
    }
    const sign = (key: typeof own, payload: object) =>
      signJws({ alg: 'RS256', typ: 'JWT', kid: key.kid }, payload as Record<string, unknown>, key)

    for (const tenant of [one, two]) {
      const response = await get(app, await sign(shared, claims(tenant)))
      expect(response.body).toMatchObject({ issuer: `${login}/${tenant}/v2.0`, clientId: 'a', scopes: ['x'] })
    }
    expect(fetched).toEqual([
      `${login}/common/v2.0/.well-known/openid-configuration`,
      `${login}/common/discovery/v2.0/keys`,
    ])
    expect((await get(app, await sign(own, claims(one)))).status).toBe(200)
    const forged = await get(app, await sign(own, claims(two)))
    expect(forged.status).toBe(401)
    expect(forged.body.code).toBe('ERR_TOKEN_ISSUER')
    expect((await get(app, await sign(shared, claims(one, `${login}/${two}/v2.0`)))).body.code).toBe('ERR_TOKEN_ISSUER')
  })
})
