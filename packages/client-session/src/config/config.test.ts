import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { type ClientSessionOptions, clientSession, fromEnvironment } from '../index.js'

const secret = 'a secret of at least thirty-two bytes'
const complete = {
  issuer: 'https://issuer.example.com',
  clientId: 'client-1',
  clientSecret: 'the client secret',
  secret,
  baseUrl: 'https://app.example.com',
} satisfies ClientSessionOptions

// Options without credentials, for entries of `issuer` that bring their own.
const apart = { clientId: undefined, clientSecret: undefined }
const entryOf = ({ issuer, clientId, clientSecret }: typeof complete) => ({ issuer, clientId, clientSecret })

const variables = {
  ISSUER_BASE_URL: complete.issuer,
  CLIENT_ID: 'client-1',
  CLIENT_SECRET: 'the client secret',
  BASE_URL: complete.baseUrl,
  SESSION_SECRET: secret,
}

function create(options: object): void {
  clientSession(options as ClientSessionOptions).close()
}

describe('options', () => {
  it('read nothing from the environment by themselves', () => {
    const before = { ...process.env }
    Object.assign(process.env, variables)
    try {
      expect(() => create({})).toThrow(TypeError)
      expect(() => create(fromEnvironment())).not.toThrow()
    } finally {
      process.env = before
    }
  })

  it('that are missing are all named at once, with the variable that would give each', () => {
    expect(() => create(fromEnvironment({}))).toThrow(
      'clientSession: "issuer" (environment variable ISSUER_BASE_URL), "clientId" (environment variable CLIENT_ID), ' +
        '"clientSecret" (environment variable CLIENT_SECRET), "baseUrl" (environment variable BASE_URL), ' +
        '"secret" (environment variable SESSION_SECRET) are required',
    )
    const { CLIENT_ID: _left, ...others } = variables
    expect(() => create(fromEnvironment({ ...others, BASE_URL: ' ' }))).toThrow(
      'clientSession: "clientId" (environment variable CLIENT_ID), "baseUrl" (environment variable BASE_URL) are required',
    )
  })

  it.each(['issuer', 'clientId', 'clientSecret', 'secret', 'baseUrl'])('name %s when it is missing', (name) => {
    expect(() => create({ ...complete, [name]: undefined })).toThrow(/^clientSession: "\w+" \(.*\) is required$/)
    expect(() => create({ ...complete, [name]: '' })).toThrow(`clientSession: "${name}"`)
  })

  it.each([
    ['baseURL', 'baseUrl'],
    ['issuerBaseURL', 'issuer'],
    ['clientID', 'clientId'],
  ])('that are slips are answered with the name that was meant: %s', (slip, meant) => {
    expect(() => create({ ...complete, [slip]: 'x' })).toThrow(
      `clientSession: unknown option "${slip}"; did you mean "${meant}"?`,
    )
  })

  it('of one provider stand in its entry where there are several: a secret must not go to another provider', () => {
    const [a, b] = ['https://a.example', 'https://b.example'].map((issuer) => ({ issuer, clientId: 'c' }))
    const around = { secret, baseUrl: complete.baseUrl }
    const both = [
      { ...a, clientSecret: 'at a' },
      { ...b, clientSecret: 'at b' },
    ]
    expect(() => create({ ...around, issuer: both })).not.toThrow()
    expect(() => create({ ...around, issuer: [both[0], b] })).toThrow('clientSession: "issuer[1].clientSecret"')
    for (const name of [
      'clientId',
      'clientSecret',
      'clientAuthentication',
      'privateKey',
      'metadataUrl',
      'metadata',
      'jwksUri',
    ]) {
      expect(() => create({ ...around, issuer: both, [name]: 'x' })).toThrow(`clientSession: "${name}" belongs in each`)
    }
  })

  it.each<[string, object]>([
    ['issuer', { issuer: 'http://issuer.example.com' }],
    ['issuer', { ...apart, issuer: [] }],
    ['issuer', { ...apart, issuer: [complete, complete].map(entryOf) }],
    ['issuer[0].clientId', { ...apart, issuer: [{ issuer: complete.issuer }] }],
    ['baseUrl', { baseUrl: 'http://app.example.com' }],
    ['baseUrl', { baseUrl: 'https://app.example.com/?a=1' }],
    ['baseUrl', { baseUrl: ['https://a.example.com', 'http://localhost'] }],
    ['baseUrl', { baseUrl: [] }],
    ['secret', { secret: 'short' }],
    ['secret', { secret: [secret, 'short'] }],
    ['clientAuthentication', { clientAuthentication: 'client_secret_jwt' }],
    ['privateKey', { clientAuthentication: 'private_key_jwt' }],
    ['privateKey', { privateKey: 'nonsense' }],
    ['metadataUrl', { metadataUrl: 'keycloak' }],
    ['metadataUrl', { metadataUrl: 'http://keycloak:8080/metadata' }],
    ['metadataUrl', { metadataUrl: 'https://issuer.example.com/metadata', metadata: {} }],
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
    ['logout.clearSiteData', { logout: { clearSiteData: ['cookies'] } }],
    ['logout.keepIdToken', { issuer: 'https://dev-1.okta.com', logout: { keepIdToken: false } }],
    ['logout.keepIdToken', { logout: { keepIdToken: 'never' } }],
    ['logout.provider', { logout: { provider: 'no' } }],
    ['logout.parameters', { logout: { parameters: { federated: true } } }],
    ['logout.parameters', { logout: { parameters: { post_logout_redirect_uri: 'https://evil.example' } } }],
    ['limits.perUser', { limits: { perUser: 0 } }],
    ['limits.idle', { limits: { idle: '1 day' } }],
    ['limits.absolute', { limits: { absolute: 0 } }],
    ['limits.endOnRefusedRefresh', { limits: { endOnRefusedRefresh: 1 } }],
    ['session.secret', { session: { secret } }],
    ['session.cookie.sameSite', { session: { cookie: { sameSite: 'Lax' } } }],
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
      { issuer: 'https://dev-1.okta.com', logout: { keepIdToken: false, provider: false } },
    ],
    ['a public client that says so', { clientSecret: undefined, clientAuthentication: 'none' }],
    ['several secrets, the newest first', { secret: [secret, `${secret} of last year`] }],
    ['http for a named host', { issuer: 'http://keycloak:8080/realms/a', insecureHosts: ['keycloak'] }],
    ['routes turned off', { routes: { login: false, logout: false, backchannelLogout: false } }],
  ])('allow %s', (_name, right) => {
    expect(() => create({ ...complete, ...right })).not.toThrow()
  })

  it.each([
    ['session.stroe', 'session.store', { session: { stroe: {} } }],
    ['session.cookie.sameSIte', 'session.cookie.sameSite', { session: { cookie: { sameSIte: 'none' } } }],
    ['limits.absolut', 'limits.absolute', { limits: { absolut: 60 } }],
    ['logout.keepIDToken', 'logout.keepIdToken', { logout: { keepIDToken: true } }],
    ['apis.a.scope', 'apis.a.scopes', { apis: { a: { url: 'https://api.example.com', scope: 'read' } } }],
  ])('of a group that are slips are named with the group: %s', (slip, meant, wrong) => {
    expect(() => create({ ...complete, ...wrong })).toThrow(
      `clientSession: unknown option "${slip}"; did you mean "${meant}"?`,
    )
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
