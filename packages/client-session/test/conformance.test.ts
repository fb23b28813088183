/**
 * The OpenID Foundation's conformance modules for a confidential web client with `response_type=code`, replayed against
 * our own issuer: one test per module, named after it. Where the suite is lenient (a wrong signature, `alg: none`), we refuse.
 */
import {
  generateSigningKey,
  type SigningKey,
  startIssuer,
  type TestIssuer,
  type TestIssuerOptions,
} from '@tandem-auth/testing'
import { exportJWK, generateKeyPair } from 'jose'
import { loginOf } from '../src/index.js'
import { startBoundApi } from './bound-api.js'
import { atProvider, type Browser, locationOf } from './login-browser.js'
import { secureBaseUrl, startWebApp, type WebApp, type WebAppOptions } from './web-app.js'

type Claims = Record<string, unknown>
interface Setup {
  readonly issuer: TestIssuer
  readonly app: WebApp<never, unknown>
  readonly browser: Browser
}

const opened: { close(): Promise<void> }[] = []
let signingKey: SigningKey
beforeAll(async () => {
  signingKey = await generateSigningKey('RS256')
})
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

// The suite's issuer ends in a slash, its sign of success is a call of UserInfo.
async function setUp(
  issuerOptions: TestIssuerOptions = {},
  appOptions: WebAppOptions<never, unknown> = {},
): Promise<Setup> {
  const issuer = await startIssuer({
    signingKey,
    path: '/',
    user: { sub: 'user-subject-1234531', name: 'Demo' },
    ...issuerOptions,
  })
  const app = await startWebApp<never, unknown>(issuer, {
    profile: { userInfo: true },
    define: (express, web) =>
      void express.get('/refresh', (req, res, next) => {
        web
          .of(req)
          .refresh()
          .then(() => res.json({}), next)
      }),
    ...appOptions,
  })
  opened.push(issuer, app)
  return { issuer, app, browser: app.browser() }
}

async function user(browser: Browser): Promise<Claims | null> {
  return (await browser.get('/')).body.user
}

/** `calls`: of UserInfo, which a demand for a nonce repeats. */
async function expectAccepted({ issuer, browser }: Setup, calls = 1): Promise<void> {
  expect((await browser.logIn()).status).toBe(303)
  expect(await user(browser)).toMatchObject({ sub: 'user-subject-1234531' })
  expect(issuer.count('userinfo')).toBe(calls)
  expect(issuer.violations).toEqual([])
}

/** A login failure, no session, and no call of UserInfo. */
async function expectStopped({ issuer, browser }: Setup): Promise<void> {
  expect((await browser.logIn()).status).toBe(400)
  expect(await user(browser)).toBeNull()
  expect(issuer.count('userinfo')).toBe(0)
  expect(issuer.violations).toEqual([])
}

function changeIdToken({ issuer }: Setup, change: (claims: Claims, header: Claims) => object | undefined): void {
  issuer.nextIdToken((claims, header) => void change(claims, header))
}

describe('oidcc-client-basic-certification-test-plan', () => {
  it('oidcc-client-test', async () => expectAccepted(await setUp()))

  it.each<[string, (claims: Claims) => object]>([
    ['oidcc-client-test-invalid-iss', (claims) => Object.assign(claims, { iss: `${claims.iss}1` })],
    ['oidcc-client-test-missing-sub', (claims) => Object.assign(claims, { sub: undefined })],
    ['oidcc-client-test-invalid-aud', (claims) => Object.assign(claims, { aud: `${claims.aud}1` })],
    ['oidcc-client-test-missing-aud', (claims) => Object.assign(claims, { aud: undefined })],
    ['oidcc-client-test-missing-iat', (claims) => Object.assign(claims, { iat: undefined })],
    ['oidcc-client-test-nonce-invalid', (claims) => Object.assign(claims, { nonce: `${claims.nonce}1` })],
  ])('%s', async (_name, change) => {
    const setup = await setUp()
    changeIdToken(setup, change)
    await expectStopped(setup)
  })

  it('oidcc-client-test-kid-absent-single-jwks', async () => {
    const setup = await setUp()
    const jwks = setup.issuer.jwks.keys.map(({ kid, alg, ...jwk }) => jwk)
    setup.issuer.setJwks([...jwks, ...(await otherKeys())])
    changeIdToken(setup, (_claims, header) => Object.assign(header, { kid: undefined }))
    await expectAccepted(setup)
  })

  it('oidcc-client-test-kid-absent-multiple-jwks', async () => {
    const setup = await setUp()
    const more = await Promise.all([generateSigningKey('RS256'), generateSigningKey('RS256')])
    const jwks = [...more.map(({ publicJwk }) => publicJwk), ...setup.issuer.jwks.keys].map(
      ({ kid, alg, ...jwk }) => jwk,
    )
    setup.issuer.setJwks([...jwks, ...(await otherKeys())])
    changeIdToken(setup, (_claims, header) => Object.assign(header, { kid: undefined }))
    await expectAccepted(setup)
  })

  /** What the suite's key set has besides: a curve that nobody knows here, keys for encryption. */
  async function otherKeys(): Promise<object[]> {
    const [rsa, ec] = await Promise.all([generateKeyPair('RSA-OAEP'), generateKeyPair('ECDH-ES')])
    return [
      { kty: 'EC', crv: 'secp256k1', use: 'sig', x: 'AAAA', y: 'AAAA' },
      { ...(await exportJWK(rsa.publicKey)), use: 'enc', alg: 'RSA-OAEP', kid: 'enc-1' },
      { ...(await exportJWK(ec.publicKey)), use: 'enc', alg: 'ECDH-ES', kid: 'enc-2' },
    ]
  }

  it('oidcc-client-test-idtoken-sig-rs256', async () => {
    await expectAccepted(await setUp({ metadata: { id_token_signing_alg_values_supported: ['RS256'] } }))
  })

  it('oidcc-client-test-idtoken-sig-none', async () => {
    const setup = await setUp({ metadata: { id_token_signing_alg_values_supported: ['none', 'RS256'] } })
    setup.issuer.nextIdToken((claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`)
    await expectStopped(setup)
  })

  it.each([
    ['oidcc-client-test-invalid-sig-rs256', 'RS256'],
    ['oidcc-client-test-invalid-sig-es256', 'ES256'],
  ])('%s', async (_name, algorithm) => {
    const setup = await setUp(algorithm === 'RS256' ? {} : { signingKey: await generateSigningKey(algorithm) }, {
      idTokenAlgorithm: algorithm,
    })
    setup.issuer.nextIdToken(async (claims, header) => {
      const [head, body, signature = ''] = (await setup.issuer.sign(claims, header)).split('.')
      const changed = Buffer.from(signature, 'base64url').map((byte) => byte ^ 0x5a)
      return `${head}.${body}.${Buffer.from(changed).toString('base64url')}`
    })
    await expectStopped(setup)
  })

  it('oidcc-client-test-invalid-sig-hs256', async () => {
    const setup = await setUp({ metadata: { id_token_signing_alg_values_supported: ['HS256'] } })
    setup.issuer.nextIdToken((claims) => `${encode({ alg: 'HS256' })}.${encode(claims)}.${'A'.repeat(43)}`)
    await expectStopped(setup)
  })

  it('oidcc-client-test-userinfo-invalid-sub', async () => {
    const { issuer, browser } = await setUp()
    issuer.nextUserInfo((claims) => void Object.assign(claims, { sub: `${claims.sub}invalid` }))
    expect((await browser.logIn()).body.code).toBe('ERR_USER_INFO')
    expect([issuer.count('userinfo'), await user(browser)]).toEqual([1, null])
  })

  it('oidcc-client-test-scope-userinfo-claims', async () => {
    const setup = await setUp({ user: { sub: 'user-subject-1234531', name: 'Demo', email: 'demo@example.com' } })
    await expectAccepted(setup)
    expect(await user(setup.browser)).toMatchObject({ name: 'Demo', email: 'demo@example.com' })
  })

  it('oidcc-client-test-client-secret-basic', async () => {
    const client = { clientId: 'client-1', clientSecret: 'secret-1', tokenEndpointAuthMethod: 'client_secret_basic' }
    await expectAccepted(await setUp({ clients: [client] }))
  })

  it('oidcc-client-test-userinfo-bearer-header', async () => {
    const setup = await setUp()
    await expectAccepted(setup)
    const call = setup.issuer.requests.find(({ endpoint }) => endpoint === 'userinfo')
    expect([call?.headers.authorization?.startsWith('Bearer '), call?.query.size, call?.body]).toEqual([true, 0, ''])
  })

  it('oidcc-client-test-userinfo-signed', async () => {
    await expectAccepted(
      await setUp({
        clients: [{ clientId: 'client-1', clientSecret: 'secret-1', userinfoSignedResponseAlg: 'RS256' }],
      }),
    )
  })

  it.each(['oidcc-client-test-aggregated-claims', 'oidcc-client-test-distributed-claims'])('%s', async (name) => {
    const setup = await setUp()
    const source = name.endsWith('aggregated-claims')
      ? { JWT: `${encode({ alg: 'none' })}.${encode({ url: 'x' })}.` }
      : { endpoint: `${setup.issuer.url}/claims`, access_token: 'x' }
    setup.issuer.nextUserInfo(
      (claims) => void Object.assign(claims, { _claim_names: { url: 'src' }, _claim_sources: { src: source } }),
    )
    await expectAccepted(setup)
    expect(await user(setup.browser)).not.toHaveProperty('address')
  })
})

describe('oidcc-client-config-certification-test-plan', () => {
  it('oidcc-client-test-discovery-openid-config', async () => {
    const { issuer, browser } = await setUp()
    await browser.get('/login')
    expect(issuer.requests.map(({ path }) => path)).toEqual(['/.well-known/openid-configuration'])
  })

  it('oidcc-client-test-discovery-jwks-uri-keys', async () => {
    const setup = await setUp()
    await expectAccepted(setup)
    const order = setup.issuer.requests.map(({ endpoint }) => endpoint)
    expect(order).toEqual(['discovery', 'authorization', 'token', 'jwks', 'userinfo'])
  })

  it('oidcc-client-test-discovery-issuer-mismatch', async () => {
    const { issuer, browser } = await setUp({ metadata: { issuer: 'http://127.0.0.1/INVALID' } })
    expect((await browser.get('/login')).status).toBe(500)
    expect(issuer.count('authorization')).toBe(0)
  })

  it('oidcc-client-test-signing-key-rotation-just-before-signing', async () => {
    const setup = await setUp()
    await setup.browser.logIn()
    setup.issuer.resetRequests()
    setup.issuer.nextTokenResponse(() => undefined)
    setup.issuer.nextIdToken(async (claims) => {
      await setup.issuer.rotateKeys()
      return setup.issuer.sign(claims)
    })
    await expectAccepted(setup)
  })

  it('oidcc-client-test-signing-key-rotation', async () => {
    const setup = await setUp()
    await expectAccepted(setup)
    await setup.issuer.rotateKeys()
    expect((await setup.app.browser().logIn()).status).toBe(303)
    expect([setup.issuer.count('jwks'), setup.issuer.count('userinfo')]).toEqual([2, 2])
  })
})

describe('oidcc-client-formpost-basic-certification-test-plan', () => {
  async function postBack({ browser }: Setup, path = '/login') {
    const page = await (await atProvider(locationOf(await browser.get(path)))).text()
    const form = Object.fromEntries(
      [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    )
    const posted = await browser.post('/callback', {
      form,
      headers: { Origin: 'https://op.example', 'Sec-Fetch-Site': 'cross-site' },
    })
    return browser.get(locationOf(posted))
  }
  const formPost = { baseUrl: secureBaseUrl, responseMode: 'form_post' } as const

  it('oidcc-client-test', async () => {
    const setup = await setUp({}, formPost)
    expect((await postBack(setup)).status).toBe(303)
    expect(await user(setup.browser)).toMatchObject({ sub: 'user-subject-1234531' })
    expect(setup.issuer.count('userinfo')).toBe(1)
  })

  it('oidcc-client-test-nonce-invalid', async () => {
    const setup = await setUp({}, formPost)
    changeIdToken(setup, (claims) => Object.assign(claims, { nonce: `${claims.nonce}1` }))
    expect((await postBack(setup)).status).toBe(400)
    expect([await user(setup.browser), setup.issuer.count('userinfo')]).toEqual([null, 0])
  })

  it('oidcc-client-test-form-post-error', async () => {
    const setup = await setUp({}, formPost)
    setup.issuer.nextAuthorizationError('login_required', 'The End-User is not logged in')
    expect((await postBack(setup)).body.code).toBe('ERR_LOGIN_REFUSED')
    expect(setup.issuer.count('token')).toBe(0)
  })
})

describe('oidcc-client-refreshtoken-test-plan', () => {
  it('oidcc-client-test-refresh-token', async () => {
    const setup = await setUp()
    await setup.browser.logIn()
    setup.issuer.nextIdToken((claims) => void Object.assign(claims, { nonce: 'the one of the login' }))
    expect((await setup.browser.get('/refresh')).status).toBe(200)
    expect(setup.issuer.violations).toEqual([])
  })

  it.each([
    ['oidcc-client-test-refresh-token-invalid-issuer', 'iss'],
    ['oidcc-client-test-refresh-token-invalid-sub', 'sub'],
  ])('%s', async (_name, claim) => {
    const setup = await setUp()
    await setup.browser.logIn()
    changeIdToken(setup, (claims) => Object.assign(claims, { [claim]: `${claims[claim]}1` }))
    expect((await setup.browser.get('/refresh')).body.code).toBe('ERR_LOGIN_REQUIRED')
    expect(await user(setup.browser)).toMatchObject({ sub: 'user-subject-1234531' })
  })
})

it('oidcc-client-test-3rd-party-init-login', async () => {
  const { issuer, app, browser } = await setUp()
  const response = await browser.logIn(`/login?iss=${encodeURIComponent(issuer.issuer)}`)
  expect([response.status, locationOf(response)]).toEqual([303, `${app.baseUrl}/`])
})

describe('oidcc-client-logout-test-plan', () => {
  const event = 'http://schemas.openid.net/event/backchannel-logout'

  async function sendLogoutToken({ issuer, app }: Setup, claims: Claims, header: Claims = {}) {
    const sid = issuer.sessions.at(-1)?.sid
    const all = { sub: 'user-subject-1234531', sid, ignored_claim: 'x', ...claims }
    const token = await issuer.logoutToken(all, { typ: undefined, ...header })
    return app.browser().post('/backchannel-logout', { form: `logout_token=${token}&ignored_parameter=x` })
  }

  it('oidcc-client-test-rp-backchannel-rpinitlogout', async () => {
    const setup = await setUp()
    await setup.browser.logIn()
    const response = await sendLogoutToken(setup, {})
    expect([response.status, response.headers['cache-control'], await user(setup.browser)]).toEqual([
      200,
      'no-store',
      null,
    ])
  })

  it.each<[string, Claims]>([
    ['no-event', { events: undefined }],
    ['with-nonce', { nonce: 'x' }],
    ['wrong-aud', { aud: 'client-1INVALID' }],
    ['wrong-event', { events: { 'http://schemas.openid.net/event/foobar': {} } }],
    ['wrong-iss', { iss: 'https://issuer.example.com/INVALID' }],
  ])('oidcc-client-test-rp-backchannel-rpinitlogout-%s', async (_name, claims) => {
    const setup = await setUp()
    await setup.browser.logIn()
    expect((await sendLogoutToken(setup, claims)).status).toBe(400)
    expect(await user(setup.browser)).not.toBeNull()
  })

  it('oidcc-client-test-rp-backchannel-rpinitlogout-alg-none', async () => {
    const { issuer, app, browser } = await setUp()
    await browser.logIn()
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: issuer.issuer,
      sub: 'user-subject-1234531',
      aud: 'client-1',
      jti: 'a',
      iat: now,
      exp: now + 120,
      events: { [event]: {} },
    }
    const form = { logout_token: `${encode({ alg: 'none' })}.${encode(claims)}.` }
    expect((await app.browser().post('/backchannel-logout', { form })).status).toBe(400)
    expect(await user(browser)).not.toBeNull()
  })

  it('oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg', async () => {
    const setup = await setUp()
    await setup.browser.logIn()
    const key = await generateSigningKey('ES256', 'es256')
    setup.issuer.addKey(key.publicJwk)
    const now = Math.floor(Date.now() / 1000)
    const { issuer } = setup
    const claims = {
      iss: issuer.issuer,
      sub: 'user-subject-1234531',
      aud: 'client-1',
      jti: 'a',
      iat: now,
      exp: now + 120,
      events: { [event]: {} },
    }
    const form = { logout_token: await issuer.sign(claims, { alg: 'ES256', kid: 'es256' }, key) }
    expect((await setup.app.browser().post('/backchannel-logout', { form })).status).toBe(400)
    expect(await user(setup.browser)).not.toBeNull()
  })

  it('oidcc-client-test-rp-init-logout', async () => {
    const { issuer, app, browser } = await setUp({}, { logout: { keepIdToken: true } })
    await browser.logIn()
    await browser.post('/logout')
    const [, url = ''] = /url=([^"]+)"/.exec((await browser.get('/logout/continue')).text) ?? []
    const back = await atProvider(url.replaceAll('&amp;', '&'))
    expect(locationOf(back)).toBe(`${app.baseUrl}/`)
    expect((await browser.get(locationOf(back))).body.user).toBeNull()
    expect([issuer.violations, issuer.sessions.at(-1)?.ended]).toEqual([[], true])
  })

  it('oidcc-client-test-rp-init-logout-other-state, oidcc-client-test-rp-init-logout-no-state', async () => {
    const { browser } = await setUp()
    await browser.logIn()
    // The suite skips both for a client that sends none.
    expect(new URL(locationOf(await browser.get('/logout'))).searchParams.has('state')).toBe(false)
  })

  it.each(['oidcc-client-test-rp-frontchannel-rpinitlogout', 'oidcc-client-test-rp-frontchannel-opinitlogout'])(
    '%s',
    async () => {
      const { issuer, app, browser } = await setUp({}, { routes: { frontchannelLogout: '/frontchannel-logout' } })
      await browser.logIn()
      const query = new URLSearchParams({ iss: issuer.issuer, sid: issuer.sessions.at(-1)?.sid ?? '' })
      const response = await app.browser().get(`/frontchannel-logout?${query}`, { 'Sec-Fetch-Dest': 'iframe' })
      expect([response.status, response.headers['x-frame-options'], response.headers['cache-control']]).toEqual([
        200,
        undefined,
        'no-store',
      ])
      expect(await user(browser)).toBeNull()
    },
  )
})

describe('fapi2-security-profile-final-client-test', () => {
  let providerKey: SigningKey
  let clientKey: SigningKey
  beforeAll(async () => {
    ;[providerKey, clientKey] = await Promise.all([
      generateSigningKey('PS256'),
      generateSigningKey('PS256', 'client-key'),
    ])
  })

  async function setUpFapi(
    issuerOptions: TestIssuerOptions = { dpop: { nonce: () => true } },
    appOptions: WebAppOptions<never, unknown> = {},
  ): Promise<Setup> {
    const privateKey = { ...(await exportJWK(clientKey.privateKey)), alg: 'PS256', kid: 'client-key' }
    const client = { clientId: 'client-1', jwks: { keys: [clientKey.publicJwk] }, idTokenSignedResponseAlg: 'PS256' }
    return setUp(
      { signingKey: providerKey, clients: [client], security: 'fapi2', clientAssertions: 'rfc10070', ...issuerOptions },
      { clientAuthentication: 'private_key_jwt', privateKey, security: 'fapi2', ...appOptions } as WebAppOptions<
        never,
        unknown
      >,
    )
  }

  it('happy-path', async () => {
    const setup = await setUpFapi()
    await expectAccepted(setup, 2)
    const asked = setup.issuer.requests.find(({ endpoint }) => endpoint === 'authorization')
    expect([...(asked?.query.keys() ?? [])].sort()).toEqual(['client_id', 'request_uri'])
  })

  it('happy-path-no-dpop-nonce', async () => expectAccepted(await setUpFapi({})))

  it('rs-dpop-auth-scheme-case-insensitivity', async () => {
    const api = await startBoundApi()
    opened.push(api)
    const setup = await setUpFapi(undefined, {
      apis: { accounts: { url: api.url } },
      define: (express, web) => {
        express.get('/accounts', (req, res, next) => {
          loginOf(req)
            .fetch('/accounts')
            .then((response) => res.json({ status: response.status }), next)
          expect(web.of(req).isAuthenticated()).toBe(true)
        })
      },
    } as WebAppOptions<never, unknown>)
    Object.assign(api, { scheme: 'dPoP', nonce: 'nonce-1' })
    await expectAccepted(setup, 2)
    expect((await setup.browser.get('/accounts')).body).toEqual({ status: 200 })
    expect(api.violations).toEqual([])
  })

  it('discovery-issuer-mismatch', async () => {
    const { issuer, browser } = await setUpFapi({ metadata: { issuer: 'http://127.0.0.1/INVALID' } })
    expect((await browser.get('/login')).status).toBe(500)
    expect([issuer.count('par'), issuer.count('authorization'), issuer.count('token')]).toEqual([0, 0, 0])
  })

  it.each<[string, (claims: Claims) => object]>([
    ['invalid-iss', (claims) => Object.assign(claims, { iss: `${claims.iss}1` })],
    ['invalid-aud', (claims) => Object.assign(claims, { aud: `${claims.aud}1` })],
    ['invalid-secondary-aud', (claims) => Object.assign(claims, { aud: [claims.aud, `${claims.aud}1`] })],
    ['invalid-expired-exp', (claims) => Object.assign(claims, { exp: Math.floor(Date.now() / 1000) - 360 })],
    ['invalid-missing-exp', (claims) => Object.assign(claims, { exp: undefined })],
    ['invalid-missing-aud', (claims) => Object.assign(claims, { aud: undefined })],
    ['invalid-missing-iss', (claims) => Object.assign(claims, { iss: undefined })],
    ['invalid-nonce', (claims) => Object.assign(claims, { nonce: `${claims.nonce}1` })],
    ['invalid-missing-nonce', (claims) => Object.assign(claims, { nonce: undefined })],
    ['iat-is-week-in-past', (claims) => Object.assign(claims, { iat: Number(claims.iat) - 604_800 })],
  ])('%s', async (_name, change) => {
    const setup = await setUpFapi()
    changeIdToken(setup, change)
    await expectStopped(setup)
  })

  it('invalid-null-alg', async () => {
    const setup = await setUpFapi()
    setup.issuer.nextIdToken((claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`)
    await expectStopped(setup)
  })

  it('invalid-alternate-alg', async () => {
    const setup = await setUpFapi()
    setup.issuer.addKey({ ...signingKey.publicJwk, kid: 'rsa-none-alt-arg', alg: undefined })
    setup.issuer.nextIdToken((claims) =>
      setup.issuer.sign(claims, { alg: 'RS256', kid: 'rsa-none-alt-arg' }, signingKey),
    )
    await expectStopped(setup)
  })

  it.each<[string, (claims: Claims) => object]>([
    ['valid-aud-as-array', (claims) => Object.assign(claims, { aud: [claims.aud] })],
    ['missing-athash', (claims) => Object.assign(claims, { at_hash: undefined })],
  ])('%s', async (_name, change) => {
    const setup = await setUpFapi()
    changeIdToken(setup, change)
    await expectAccepted(setup, 2)
  })

  it.each<[string, (response: URLSearchParams) => void]>([
    ['invalid-authorization-response-iss', (response) => response.set('iss', `${response.get('iss')}1`)],
    ['remove-authorization-response-iss', (response) => response.delete('iss')],
    [
      'ensure-authorization-response-with-invalid-state-fails',
      (response) => response.set('state', `${response.get('state')}1`),
    ],
    ['ensure-authorization-response-with-invalid-missing-state-fails', (response) => response.delete('state')],
  ])('%s', async (_name, change) => {
    const setup = await setUpFapi()
    setup.issuer.nextAuthorizationResponse((response) => void change(response))
    expect((await setup.browser.logIn()).status).toBe(400)
    expect([setup.issuer.count('token'), await user(setup.browser)]).toEqual([0, null])
  })

  it.each<[string, object]>([
    ['token-endpoint-response-without-expires_in', { expires_in: undefined }],
    ['token-type-case-insensitivity', { token_type: 'dpOp' }],
    ['no-scope-in-token-endpoint-response', { scope: undefined, expires_in: undefined }],
  ])('%s', async (_name, change) => {
    const setup = await setUpFapi()
    setup.issuer.nextTokenResponse((body) => void Object.assign(body, change))
    await expectAccepted(setup, 2)
  })
})

describe('fapi2-message-signing-final-client-test (JARM)', () => {
  const jarm = (options: WebAppOptions<never, unknown> = {}) => setUp({}, { responseMode: 'query.jwt', ...options })

  it('happy-path', async () => expectAccepted(await jarm()))

  it('happy-path, by a form', async () => {
    const { issuer, browser } = await jarm({ responseMode: 'form_post.jwt', baseUrl: secureBaseUrl })
    const page = await atProvider(locationOf(await browser.get('/login')))
    const response = /name="response" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    const posted = await browser.send('post', '/callback', {
      form: { response },
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    })
    expect((await browser.get(locationOf(posted))).status).toBe(303)
    expect(issuer.violations).toEqual([])
  })

  it.each<[string, (claims: Claims) => object]>([
    ['ensure-jarm-without-iss-fails', (claims) => Object.assign(claims, { iss: undefined })],
    ['ensure-jarm-with-invalid-iss-fails', (claims) => Object.assign(claims, { iss: `${claims.iss}1` })],
    ['ensure-jarm-without-aud-fails', (claims) => Object.assign(claims, { aud: undefined })],
    ['ensure-jarm-with-invalid-aud-fails', (claims) => Object.assign(claims, { aud: `${claims.aud}1` })],
    ['ensure-jarm-without-exp-fails', (claims) => Object.assign(claims, { exp: undefined })],
    [
      'ensure-jarm-with-expired-exp-fails',
      (claims) => Object.assign(claims, { exp: Math.floor(Date.now() / 1000) - 360 }),
    ],
    ['another state', (claims) => Object.assign(claims, { state: 'x'.repeat(43) })],
    ['no code', (claims) => Object.assign(claims, { code: undefined })],
  ])('%s', async (_name, change) => {
    const setup = await jarm()
    setup.issuer.nextJarmResponse((claims) => void change(claims as Claims))
    expect((await setup.browser.logIn()).status).toBe(400)
    expect([setup.issuer.count('token'), await user(setup.browser)]).toEqual([0, null])
  })

  it.each<[string, (token: string) => string]>([
    ['ensure-jarm-with-invalid-sig-fails', (token) => `${token.slice(0, -8)}AAAAAAAA`],
    ['ensure-jarm-signature-is-not-none', (token) => `${encode({ alg: 'none' })}.${token.split('.')[1]}.`],
  ])('%s', async (_name, change) => {
    const { issuer, browser } = await jarm()
    const url = new URL(await browser.authorize())
    url.searchParams.set('response', change(url.searchParams.get('response') ?? ''))
    expect((await browser.get(url.href)).status).toBe(400)
    expect([issuer.count('token'), await user(browser)]).toEqual([0, null])
  })

  it('refuses an unsigned response, and what stands beside a signed one means nothing', async () => {
    const { issuer, browser } = await jarm()
    const url = new URL(await browser.authorize())
    const { state } = JSON.parse(
      Buffer.from((url.searchParams.get('response') ?? '').split('.')[1] ?? '', 'base64url').toString(),
    )
    expect((await browser.get(`/callback?code=x&state=${state}&iss=${issuer.issuer}`)).body.code).toBe(
      'ERR_LOGIN_RESPONSE',
    )
    url.searchParams.set('code', 'evil')
    expect((await browser.get(url.href)).status).toBe(303)
  })

  it('takes an error, signed as well', async () => {
    const { issuer, browser } = await jarm()
    issuer.nextAuthorizationError('access_denied')
    expect((await browser.logIn()).body.code).toBe('ERR_LOGIN_DENIED')
  })
})

describe("security: 'fapi2'", () => {
  it.each<[string, object, string]>([
    ['a client secret', { clientAuthentication: undefined }, 'clientAuthentication'],
    ['no PAR', { pushedAuthorizationRequest: false }, 'pushedAuthorizationRequest'],
    ['bearer tokens', { dpop: false }, 'dpop'],
    ['RS256', { idTokenAlgorithm: 'RS256' }, 'idTokenAlgorithm'],
    ['another profile', { security: 'fapi1' }, 'security'],
  ])('throws beside something weaker: %s', async (_name, options, named) => {
    const { privateKey } = await generateKeyPair('PS256', { extractable: true })
    const all = {
      ...{ clientAuthentication: 'private_key_jwt', privateKey: { ...(await exportJWK(privateKey)), alg: 'PS256' } },
      ...{ security: 'fapi2', ...options },
    } as WebAppOptions<never, unknown>
    await expect(setUp({}, all)).rejects.toThrow(`"${named}"`)
  })

  it('signs with PSS padding by an RSA key, and refuses a curve of another profile', async () => {
    const { privateKey } = await generateKeyPair('ES384', { extractable: true })
    const all = { clientAuthentication: 'private_key_jwt', privateKey: await exportJWK(privateKey), security: 'fapi2' }
    await expect(setUp({}, all as WebAppOptions<never, unknown>)).rejects.toThrow('"privateKey" must be for PS256')
  })
})

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
