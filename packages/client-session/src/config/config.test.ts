import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { type ClientSessionOptions, clientSession } from '../index.js'

const secret = 'a secret of at least thirty-two bytes'
const complete = {
  issuer: 'https://issuer.example.com',
  clientId: 'client-1',
  clientSecret: 'the client secret',
  secret,
  baseUrl: 'https://app.example.com',
} satisfies ClientSessionOptions

const environment = { ...process.env }
afterEach(() => {
  process.env = { ...environment }
})

function create(options: object): void {
  clientSession(options as ClientSessionOptions).close()
}

describe('options', () => {
  it('may come from the environment, five of them', () => {
    Object.assign(process.env, {
      ISSUER_BASE_URL: complete.issuer,
      CLIENT_ID: 'client-1',
      CLIENT_SECRET: 'the client secret',
      BASE_URL: complete.baseUrl,
      SESSION_SECRET: secret,
    })
    expect(() => create({})).not.toThrow()
    process.env.CLIENT_ID = ''
    expect(() => create({})).toThrow('clientSession: "clientId" is required, or CLIENT_ID')
  })

  it.each(['issuer', 'clientId', 'clientSecret', 'secret', 'baseUrl'])('name %s when it is missing', (name) => {
    expect(() => create({ ...complete, [name]: undefined })).toThrow(`clientSession: "${name}" is required, or `)
    expect(() => create({ ...complete, [name]: '' })).toThrow(`clientSession: "${name}"`)
  })

  it.each<[string, object]>([
    ['baseURL', { baseURL: 'x' }],
    ['issuer', { issuer: 'http://issuer.example.com' }],
    ['issuer', { issuer: [] }],
    ['issuer', { issuer: [{ issuer: complete.issuer }, { issuer: complete.issuer }] }],
    ['metadata', { issuer: [{ issuer: complete.issuer }, { issuer: 'https://b.example' }], metadata: {} }],
    ['baseUrl', { baseUrl: 'http://app.example.com' }],
    ['baseUrl', { baseUrl: 'https://app.example.com/?a=1' }],
    ['baseUrl', { baseUrl: ['https://a.example.com', 'http://localhost'] }],
    ['baseUrl', { baseUrl: [] }],
    ['secret', { secret: 'short' }],
    ['secret', { secret: [secret, 'short'] }],
    ['clientAuthentication', { clientAuthentication: 'tls_client_auth' }],
    ['privateKey', { clientAuthentication: 'private_key_jwt' }],
    ['privateKey', { privateKey: 'nonsense' }],
    ['signedRequestObject', { signedRequestObject: true }],
    ['scope', { scope: 'profile' }],
    ['authorizationParams', { authorizationParams: { state: 'fixed' } }],
    ['authorizationParams', { authorizationParams: { redirect_uri: 'https://evil.example' } }],
    ['authorizationParams', { authorizationParams: { code_challenge_method: 'plain' } }],
    ['idTokenAlgorithm', { idTokenAlgorithm: 'none' }],
    ['idTokenAlgorithm', { idTokenAlgorithm: 'HS256' }],
    ['responseMode', { responseMode: 'fragment' }],
    ['responseMode', { responseMode: 'form_post', baseUrl: 'http://localhost:3000' }],
    ['routes.login', { routes: { login: 'login' } }],
    ['routes.callback', { routes: { callback: false } }],
    ['routes', { routes: { login: '/same', logout: '/same' } }],
    ['apis', { apis: { 'my api': { url: 'https://api.example.com' } } }],
    ['apis.a.url', { apis: { a: { url: 'http://api.example.com' } } }],
    ['apis.a.resource', { apis: { a: { url: 'https://api.example.com', resource: 'api' } } }],
    ['apis.a.scopes', { apis: { a: { url: 'https://api.example.com', scopes: ['read write'] } } }],
    ['profile.claims', { profile: { claims: 'email' } }],
    ['profile.map', { profile: { map: 'email' } }],
    ['clearSiteData', { clearSiteData: ['cookies'] }],
    ['keepIdToken', { issuer: 'https://dev-1.okta.com', keepIdToken: false }],
    ['maxSessions', { maxSessions: 0 }],
    ['idleTimeout', { idleTimeout: '1 day' }],
    ['session.cookie.sameSite', { session: { cookie: { sameSite: 'strict' } } }],
    ['coordination', { session: { store: { get() {}, set() {}, destroy() {} } } }],
    ['timeout', { timeout: 0 }],
    ['clockTolerance', { clockTolerance: -1 }],
    ['clockTolerance', { clockTolerance: 301 }],
    ['storeTimeout', { storeTimeout: 0 }],
    ['storeTimeout', { storeTimeout: 2_147_484 }],
    ['session.cookie.secure', { baseUrl: 'http://localhost:3000', session: { cookie: { secure: true } } }],
    ['session.cookie.secure', { session: { cookie: { secure: false } } }],
    ['coordination', { coordination: 'singleprocess' }],
    ['coordination', { coordination: {} }],
    ['session.store', { coordination: 'single-process', session: { store: {} } }],
    ['pushedAuthorizationRequest', { pushedAuthorizationRequest: 'no' }],
    ['metadata', { metadata: 'https://issuer.example.com' }],
    ['authorizationParams', { authorizationParams: { max_age: 'soon' } }],
    ['authorizationParams', { authorizationParams: { acr_values: 'gold\n//evil.example/' } }],
    ['authorizationParams', { authorizationParams: { acr_values: 'x'.repeat(97) } }],
    ['baseUrl', { baseUrl: ['https://a.example.com/x', 'https://a.example.com/y'] }],
    ['selectIssuer', { selectIssuer: 'a' }],
  ])('name %s when it is wrong', (name, wrong) => {
    expect(() => create({ ...complete, ...wrong })).toThrow(TypeError)
    expect(() => create({ ...complete, ...wrong })).toThrow(`clientSession: "${name}"`)
  })

  it.each<[string, object]>([
    [
      'Okta without a logout at the provider',
      { issuer: 'https://dev-1.okta.com', keepIdToken: false, idpLogout: false },
    ],
    ['a public client that says so', { clientSecret: undefined, clientAuthentication: 'none' }],
    ['the secret of the session', { secret: undefined, session: { secret } }],
    ['several secrets, the newest first', { secret: [secret, `${secret} of last year`] }],
    ['http for a named host', { issuer: 'http://keycloak:8080/realms/a', insecureHosts: ['keycloak'] }],
    ['routes turned off', { routes: { login: false, logout: false, backchannelLogout: false } }],
  ])('allow %s', (_name, right) => {
    expect(() => create({ ...complete, ...right })).not.toThrow()
  })

  it('never show a secret: not in an error, not in what is made of them', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const web = clientSession({ ...complete, privateKey: pem })
    web.close()
    const shown = [inspect(web, { depth: 9, showHidden: true })]
    for (const wrong of [{ secret: 'too short a secret' }, { privateKey: `${pem}x`.slice(3) }]) {
      try {
        create({ ...complete, ...wrong })
      } catch (error) {
        shown.push(inspect(error, { depth: 9, showHidden: true }))
      }
    }
    expect(shown).toHaveLength(3)
    for (const text of shown) {
      for (const hidden of [secret, 'the client secret', 'too short a secret', pem.slice(40, 80)]) {
        expect(text).not.toContain(hidden)
      }
    }
  })
})
