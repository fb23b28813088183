import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { decodeJwt, decodeProtectedHeader, exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import { atProvider, locationOf } from '../test/login-browser.js'
import { startWebApp, type WebApp, type WebAppOptions } from '../test/web-app.js'

const opened: { close(): Promise<void> }[] = []
let signingKey: SigningKey
beforeAll(async () => {
  signingKey = await generateSigningKey()
})
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function start(
  issuerOptions: Parameters<typeof startIssuer>[0],
  appOptions: WebAppOptions<never, unknown> = {},
): Promise<{ issuer: TestIssuer; app: WebApp<never, unknown> }> {
  const issuer = await startIssuer({ signingKey, ...issuerOptions })
  opened.push(issuer)
  const app = await startWebApp<never, unknown>(issuer, appOptions)
  opened.push(app)
  return { issuer, app }
}

function requestTo(issuer: TestIssuer, endpoint: string) {
  const request = issuer.requests.find((one) => one.endpoint === endpoint)
  if (request === undefined) throw new Error(`no request to ${endpoint}`)
  return request
}

describe('the client authenticates', () => {
  const client = { clientId: 'client-1', clientSecret: 'a:b c%' }

  it('by Basic, id and secret form-urlencoded', async () => {
    const { issuer, app } = await start({ clients: [client] }, { clientSecret: client.clientSecret })
    expect((await app.browser().logIn()).status).toBe(303)
    const { headers, form } = requestTo(issuer, 'token')
    const sent = Buffer.from(String(headers.authorization).slice('Basic '.length), 'base64').toString()
    expect(sent.split(':').map((part) => decodeURIComponent(part.replace('+', ' ')))).toEqual(['client-1', 'a:b c%'])
    expect(form.has('client_secret')).toBe(false)
    expect(issuer.violations).toEqual([])
  })

  it('by POST', async () => {
    const options = { clientSecret: client.clientSecret, clientAuthentication: 'client_secret_post' } as const
    const { issuer, app } = await start({ clients: [client] }, options)
    expect((await app.browser().logIn()).status).toBe(303)
    const { headers, form } = requestTo(issuer, 'token')
    expect([headers.authorization, form.get('client_secret')]).toEqual([undefined, client.clientSecret])
  })

  it.each(['PEM', 'JWK'])('by an assertion of its own key (%s), for the issuer alone', async (kind) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'client-key' }
    const key = kind === 'PEM' ? await exportPKCS8(privateKey) : jwk
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'client-key' }] }
    const { issuer, app } = await start(
      { clients: [{ clientId: 'client-1', jwks }] },
      { clientAuthentication: 'private_key_jwt', privateKey: key },
    )
    expect((await app.browser().logIn()).status).toBe(303)
    const { headers, form } = requestTo(issuer, 'token')
    expect(headers.authorization).toBeUndefined()
    expect(decodeJwt(form.get('client_assertion') ?? '')).toMatchObject({
      iss: 'client-1',
      sub: 'client-1',
      aud: issuer.issuer,
    })
    expect(issuer.violations).toEqual([])
  })

  it('not at all, as a public client with PKCE', async () => {
    const { issuer, app } = await start({ clients: [{ clientId: 'client-1' }] }, { clientAuthentication: 'none' })
    expect((await app.browser().logIn()).status).toBe(303)
    const { headers, form } = requestTo(issuer, 'token')
    expect([headers.authorization, form.has('client_secret')]).toEqual([undefined, false])
    expect(form.get('code_verifier')).toMatch(/^[\w-]{43}$/)
  })
})

describe('the authorization request', () => {
  it('is pushed where the provider requires it: the browser carries a reference alone', async () => {
    const { issuer, app } = await start({ metadata: { require_pushed_authorization_requests: true } })
    const browser = app.browser()
    const address = new URL(locationOf(await browser.get('/login')))
    expect([...address.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    expect((await browser.get(locationOf(await atProvider(address.href)))).status).toBe(303)
    expect(requestTo(issuer, 'par').form.get('code_challenge_method')).toBe('S256')
    expect(issuer.violations).toEqual([])
  })

  it('is pushed by option, and a push that fails is no login', async () => {
    const { issuer, app } = await start({}, { pushedAuthorizationRequest: true })
    expect((await app.browser().logIn()).status).toBe(303)
    issuer.respondWith('par', { status: 400, body: { error: 'invalid_request' } })
    expect((await app.browser().get('/login')).body.code).toBe('ERR_CLIENT_REFUSED')
    issuer.respondWith('par', { disconnect: true })
    expect((await app.browser().get('/login')).body.code).toBe('ERR_PROVIDER_UNAVAILABLE')
  })

  it('is signed by option: what the browser could change doesn’t count', async () => {
    const key = await generateSigningKey('ES256', 'client-key')
    const privateKey = { ...(await exportJWK(key.privateKey)), alg: 'ES256', kid: 'client-key' }
    const { issuer, app } = await start(
      { clients: [{ clientId: 'client-1', clientSecret: 'secret-1', jwks: { keys: [key.publicJwk] } }] },
      { privateKey, signedRequestObject: true },
    )
    const address = new URL(locationOf(await app.browser().get('/login')))
    expect([...address.searchParams.keys()].sort()).toEqual(['client_id', 'request', 'response_type', 'scope'])
    const request = address.searchParams.get('request') ?? ''
    expect(decodeProtectedHeader(request)).toMatchObject({
      alg: 'ES256',
      kid: 'client-key',
      typ: 'oauth-authz-req+jwt',
    })
    expect(decodeJwt(request)).toMatchObject({
      ...{
        iss: 'client-1',
        aud: issuer.issuer,
        redirect_uri: `${app.baseUrl}/callback`,
        code_challenge_method: 'S256',
      },
      state: expect.any(String),
      nonce: expect.any(String),
    })
  })

  it('carries what the options add', async () => {
    const { app } = await start(
      {},
      { authorizationParams: { ui_locales: 'de', max_age: '3600' }, scope: 'openid offline_access' },
    )
    const { searchParams } = new URL(locationOf(await app.browser().get('/login')))
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ui_locales: 'de',
      max_age: '3600',
      scope: 'openid offline_access',
    })
  })

  it('names the first API by Auth0’s parameter, and asks for the scopes of all', async () => {
    const issuer = await startIssuer({ signingKey })
    const app = await startWebApp<'one' | 'two'>(issuer, {
      apis: {
        one: { url: 'https://one.example.com', audience: 'https://one.example.com', scopes: ['read:one'] },
        two: { url: 'https://two.example.com', audience: 'https://two.example.com', scopes: ['read:two'] },
      },
    })
    opened.push(issuer, app)
    const { searchParams } = new URL(locationOf(await app.browser().get('/login')))
    expect(searchParams.getAll('audience')).toEqual(['https://one.example.com'])
    expect(searchParams.get('scope')).toBe('openid profile email read:one read:two')
  })

  it('with max_age in the options is checked like one that a page asks for', async () => {
    const { issuer, app } = await start({}, { authorizationParams: { max_age: '60' } })
    const auth_time = Math.floor(Date.now() / 1000) - 600
    for (let count = 0; count < 2; count++) issuer.nextIdToken((claims) => void Object.assign(claims, { auth_time }))
    const browser = app.browser()
    const again = await browser.logIn()
    const told = await browser.get(locationOf(await atProvider(locationOf(again))))
    expect([told.status, told.body.code]).toEqual([403, 'ERR_LOGIN_NOT_RECENT'])
  })
})

describe('the metadata', () => {
  it('of another issuer ends every login before the provider is asked (impersonation, mix-up)', async () => {
    const { issuer, app } = await start({ metadata: { issuer: 'https://evil.example' } })
    const answer = await app.browser().get('/login')
    expect([answer.status, answer.body.code]).toEqual([500, 'ERR_ISSUER_MISMATCH'])
    expect(issuer.count('authorization')).toBe(0)
  })

  it('with endpoints over http, elsewhere than on loopback, is of no use', async () => {
    const { app } = await start({ metadata: { authorization_endpoint: 'http://evil.example/authorize' } })
    expect((await app.browser().get('/login')).body.code).toBe('ERR_METADATA_INVALID')
  })

  it('doesn’t have to say where the keys are, if the options do', async () => {
    const issuer = await startIssuer({ signingKey, metadata: { jwks_uri: 'https://nowhere.example/jwks' } })
    const app = await startWebApp<never, unknown>(issuer, { jwksUri: `${issuer.url}/jwks` })
    opened.push(issuer, app)
    expect((await app.browser().logIn()).status).toBe(303)
  })

  it('may be given: then it isn’t fetched', async () => {
    const issuer = await startIssuer({ signingKey })
    opened.push(issuer)
    const app = await startWebApp<never, unknown>(issuer, { metadata: issuer.metadata })
    opened.push(app)
    expect((await app.browser().logIn()).status).toBe(303)
    expect(issuer.count('discovery')).toBe(0)
  })
})

describe('several providers', () => {
  async function startTwo() {
    const [one, two] = [
      await startIssuer({ signingKey, user: { sub: 'same-sub' } }),
      await startIssuer({ signingKey, user: { sub: 'same-sub' } }),
    ]
    const app = await startWebApp<never, unknown>(undefined, {
      issuer: [{ issuer: one.issuer }, { issuer: two.issuer, clientId: 'client-2', clientSecret: 'secret-2' }],
      selectIssuer: (req) =>
        req.headers['x-tenant'] === 'two'
          ? two.issuer
          : req.headers['x-tenant'] === 'evil'
            ? 'https://evil.example'
            : one.issuer,
    })
    two.addClient({ clientId: 'client-2', clientSecret: 'secret-2' })
    opened.push(one, two, app)
    return { one, two, app }
  }

  it('are chosen per request, from the configured ones alone', async () => {
    const { one, two, app } = await startTwo()
    const at = async (tenant: string) => await app.browser().get('/login', { 'X-Tenant': tenant })
    expect(new URL(locationOf(await at('one'))).origin).toBe(one.url)
    const second = new URL(locationOf(await at('two')))
    expect([second.origin, second.searchParams.get('client_id')]).toEqual([two.url, 'client-2'])
    const third = await at('evil')
    expect([third.status, third.body.code]).toEqual([500, 'ERR_ISSUER_SELECTION'])
  })

  it('keep their users apart: the same sub at another issuer is somebody else', async () => {
    const { one, two, app } = await startTwo()
    const users = []
    for (const issuer of [one, two]) {
      const browser = app.browser()
      await browser.logIn(`/login?iss=${encodeURIComponent(issuer.issuer)}`)
      users.push((await browser.get('/')).body.user)
    }
    expect(users).toEqual([
      { iss: one.issuer, sub: 'same-sub' },
      { iss: two.issuer, sub: 'same-sub' },
    ])
  })

  it('can’t answer for each other (mix-up)', async () => {
    const { one, two, app } = await startTwo()
    const browser = app.browser()
    const address = new URL(await browser.authorize(`/login?iss=${encodeURIComponent(one.issuer)}`))
    two.resetRequests()
    address.searchParams.set('iss', two.issuer)
    expect((await browser.get(address.href)).body.code).toBe('ERR_LOGIN_ISSUER')
    expect([one.count('token'), two.count('token')]).toEqual([0, 0])
  })
})

describe('a base URL with a path', () => {
  it('has its routes below it, and nobody returns to a place beside it', async () => {
    const { app } = await start({}, { baseUrl: 'https://app.example.com/app' })
    const browser = app.browser()
    expect((await browser.get('/login')).status).toBe(404)
    for (const [returnTo, target] of [
      ['/app/profile', '/app/profile'],
      ['/apple', '/app/'],
      ['/', '/app/'],
      ['/app/login', '/app/'],
    ]) {
      const answer = await browser.logIn(`/app/login?returnTo=${returnTo}`)
      expect(locationOf(answer)).toBe(`https://app.example.com${target}`)
    }
    const logout = await browser.post('/app/logout')
    expect(locationOf(logout)).toBe('https://app.example.com/app/logout/continue')
  })
})

describe('a route that is turned off', () => {
  it('belongs to the app, and isn’t named anywhere', async () => {
    const { app } = await start({}, { routes: { login: false, logout: false, backchannelLogout: false } })
    const browser = app.browser()
    for (const path of ['/login', '/logout', '/logout/continue', '/backchannel-logout']) {
      expect((await browser.get(path)).status).toBe(404)
    }
    const answer = await browser.get('/profile', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' })
    expect(answer.headers['www-authenticate']).toBe(`Session realm="${app.baseUrl}"`)
  })

  it('leaves the page after web.of(req).logout to the answer itself', async () => {
    const { issuer, app } = await start(
      {},
      {
        routes: { logout: false },
        define: (express, web) => void express.post('/bye', (req, _res, next) => void web.of(req).logout().catch(next)),
      },
    )
    const browser = app.browser()
    await browser.logIn()
    const answer = await browser.post('/bye')
    expect([answer.status, answer.text.includes(`${issuer.url}/logout`)]).toEqual([200, true])
  })
})

describe('several base URLs', () => {
  it('are chosen by the host of the request, and no other host is taken', async () => {
    const issuer = await startIssuer({ signingKey })
    opened.push(issuer)
    const app = await startWebApp<never, unknown>(issuer, {
      baseUrl: ['https://a.example.com', 'https://b.example.com/app'],
    })
    opened.push(app)
    const at = (path: string, host: string) => app.browser().get(path, { Host: host })
    const redirectUri = (address: string) => new URL(address).searchParams.get('redirect_uri')
    expect(redirectUri(locationOf(await at('/login', 'a.example.com')))).toBe('https://a.example.com/callback')
    expect(redirectUri(locationOf(await at('/app/login', 'b.example.com')))).toBe('https://b.example.com/app/callback')
    for (const path of ['/login', '/callback?code=c&state=s', '/logout', '/backchannel-logout']) {
      expect((await at(path, 'evil.example')).status).toBe(404)
    }
    const answer = await at('/profile', 'evil.example')
    expect([answer.status, answer.body.code]).toEqual([400, 'ERR_HOST'])
  })

  it('with one, the Host header decides nothing (host header injection)', async () => {
    const { app } = await start({})
    const address = locationOf(
      await app.browser().get('/login', { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' }),
    )
    expect(new URL(address).searchParams.get('redirect_uri')).toBe(`${app.baseUrl}/callback`)
  })
})
