import { generateSigningKey, type TestIssuer } from '@tandem-auth/testing'
import { decodeJwt, decodeProtectedHeader, exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import { closingAfterEach } from '../../test/closing.js'
import { atProvider, locationOf } from '../../test/login-browser.js'

const { open, openApp, openIssuer } = closingAfterEach()

function requestTo(issuer: TestIssuer, endpoint: string) {
  const request = issuer.requests.find((one) => one.endpoint === endpoint)
  if (request === undefined) throw new Error(`no request to ${endpoint}`)
  return request
}

describe('the client authenticates', () => {
  const client = { clientId: 'client-1', clientSecret: 'a:b c%' }

  it('by Basic, id and secret form-urlencoded', async () => {
    const { issuer, app } = await open({ clients: [client] }, { clientSecret: client.clientSecret })
    expect((await app.browser().logIn()).status).toBe(303)
    const { headers, form } = requestTo(issuer, 'token')
    const sent = Buffer.from(String(headers.authorization).slice('Basic '.length), 'base64').toString()
    expect(sent.split(':').map((part) => decodeURIComponent(part.replace('+', ' ')))).toEqual(['client-1', 'a:b c%'])
    expect(form.has('client_secret')).toBe(false)
    expect(issuer.violations).toEqual([])
  })

  it('by Basic, without escapes that a provider would have to decode', async () => {
    const plain = { clientId: '3f0c-client_1.a~b', clientSecret: "s-e_c.r~e't!" }
    const { issuer, app } = await open({ clients: [plain] }, plain)
    expect((await app.browser().logIn()).status).toBe(303)
    const { authorization } = requestTo(issuer, 'token').headers
    const sent = Buffer.from(String(authorization).slice('Basic '.length), 'base64').toString()
    expect(sent).toBe(`${plain.clientId}:${plain.clientSecret}`)
  })

  it('in a way that the provider does not offer: the hint says which ones it does', async () => {
    const metadata = { token_endpoint_auth_methods_supported: ['client_secret_post'] }
    const { issuer, app } = await open({ metadata })
    issuer.respondWith('token', {
      status: 401,
      body: { error: 'invalid_client', error_description: 'client authentication failed' },
    })
    const { body } = await app.browser().logIn()
    expect([body.code, body.hint]).toEqual([
      'ERR_CLIENT_REFUSED',
      'The provider responded with \'invalid_client\': \'client authentication failed\'. Check "clientId" and "clientSecret". The client authenticates with client_secret_basic; the provider\'s metadata offers client_secret_post. Set "clientAuthentication" to one of these.',
    ])
  })

  it('with a secret that a function makes for each request', async () => {
    let made = 0
    const { issuer, app } = await open(
      {},
      {
        clientSecret: async () => {
          made += 1
          return `secret-${made}`
        },
      },
    )
    issuer.addClient({ clientId: 'client-1', clientSecret: 'secret-1' })
    expect((await app.browser().logIn()).status).toBe(303)
    issuer.addClient({ clientId: 'client-1', clientSecret: `secret-${made + 1}` })
    expect((await app.browser().logIn()).status).toBe(303)
    const blank = await open({}, { clientSecret: () => '' })
    const { status, body } = await blank.app.browser().logIn()
    expect([status, body.code, body.hint]).toEqual([
      500,
      'ERR_CLIENT_REFUSED',
      expect.stringContaining('"clientSecret" threw'),
    ])
  })

  it('by POST', async () => {
    const options = { clientSecret: client.clientSecret, clientAuthentication: 'client_secret_post' } as const
    const { issuer, app } = await open({ clients: [client] }, options)
    expect((await app.browser().logIn()).status).toBe(303)
    const { headers, form } = requestTo(issuer, 'token')
    expect([headers.authorization, form.get('client_secret')]).toEqual([undefined, client.clientSecret])
  })

  it.each(['PEM', 'JWK'])('by an assertion of its own key (%s), for the issuer alone', async (kind) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'client-key' }
    const key = kind === 'PEM' ? await exportPKCS8(privateKey) : jwk
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'client-key' }] }
    const { issuer, app } = await open(
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
    const { issuer, app } = await open({ clients: [{ clientId: 'client-1' }] }, { clientAuthentication: 'none' })
    expect((await app.browser().logIn()).status).toBe(303)
    const { headers, form } = requestTo(issuer, 'token')
    expect([headers.authorization, form.has('client_secret')]).toEqual([undefined, false])
    expect(form.get('code_verifier')).toMatch(/^[\w-]{43}$/)
  })
})

describe('the authorization request', () => {
  it('is pushed where the provider requires it: the browser carries a reference alone', async () => {
    const { issuer, app } = await open({ metadata: { require_pushed_authorization_requests: true } })
    const browser = app.browser()
    const url = new URL(locationOf(await browser.get('/login')))
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    expect((await browser.get(locationOf(await atProvider(url.href)))).status).toBe(303)
    expect(requestTo(issuer, 'par').form.get('code_challenge_method')).toBe('S256')
    expect(issuer.violations).toEqual([])
  })

  it('is pushed by option, and a push that fails is no login', async () => {
    const { issuer, app } = await open({}, { pushedAuthorizationRequest: true })
    expect((await app.browser().logIn()).status).toBe(303)
    issuer.respondWith('par', { status: 400, body: { error: 'invalid_request' } })
    expect((await app.browser().get('/login')).body.code).toBe('ERR_CLIENT_REFUSED')
    issuer.respondWith('par', { disconnect: true })
    expect((await app.browser().get('/login')).body.code).toBe('ERR_PROVIDER_UNAVAILABLE')
  })

  it('is signed by option: what the browser could change doesn’t count', async () => {
    const key = await generateSigningKey('ES256', 'client-key')
    const privateKey = { ...(await exportJWK(key.privateKey)), alg: 'ES256', kid: 'client-key' }
    const { issuer, app } = await open(
      { clients: [{ clientId: 'client-1', clientSecret: 'secret-1', jwks: { keys: [key.publicJwk] } }] },
      { privateKey, signedRequestObject: true },
    )
    const url = new URL(locationOf(await app.browser().get('/login')))
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request', 'response_type', 'scope'])
    const request = url.searchParams.get('request') ?? ''
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
    const { app } = await open(
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
    const issuer = await openIssuer()
    const app = await openApp<'one' | 'two'>(issuer, {
      apis: {
        one: { url: 'https://one.example.com', audience: 'https://one.example.com', scopes: ['read:one'] },
        two: { url: 'https://two.example.com', audience: 'https://two.example.com', scopes: ['read:two'] },
      },
    })
    const { searchParams } = new URL(locationOf(await app.browser().get('/login')))
    expect(searchParams.getAll('audience')).toEqual(['https://one.example.com'])
    expect(searchParams.get('scope')).toBe('openid profile email read:one read:two')
  })

  it('with max_age in the options is checked like one that a page asks for', async () => {
    const { issuer, app } = await open({}, { authorizationParams: { max_age: '60' } })
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
    const { issuer, app } = await open({ metadata: { issuer: 'https://evil.example' } })
    const response = await app.browser().get('/login')
    expect([response.status, response.body.code]).toEqual([500, 'ERR_ISSUER_MISMATCH'])
    expect(issuer.count('authorization')).toBe(0)
  })

  it('with endpoints over http, elsewhere than on loopback, is of no use', async () => {
    const { app } = await open({ metadata: { authorization_endpoint: 'http://evil.example/authorize' } })
    expect((await app.browser().get('/login')).body.code).toBe('ERR_METADATA_INVALID')
  })

  it('doesn’t have to say where the keys are, if the options do', async () => {
    const issuer = await openIssuer({ metadata: { jwks_uri: 'https://nowhere.example/jwks' } })
    const app = await openApp(issuer, { jwksUri: `${issuer.url}/jwks` })
    expect((await app.browser().logIn()).status).toBe(303)
  })

  it('may be given: then it isn’t fetched', async () => {
    const issuer = await openIssuer()
    const app = await openApp(issuer, { metadata: issuer.metadata })
    expect((await app.browser().logIn()).status).toBe(303)
    expect(issuer.count('discovery')).toBe(0)
  })
})
