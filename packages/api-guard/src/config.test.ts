import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import {
  type ApiGuardOptions,
  apiGuard,
  requireAnyScope,
  requireClaim,
  requirePermissions,
  requireScopes,
} from './index.js'

const issuer = 'https://issuer.example'
const audience = 'https://api.example.com'
const messageOf = (build: () => unknown): string => {
  try {
    build()
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
  return 'nothing was thrown'
}
const guardMessage = (options: object) => messageOf(() => apiGuard(options as ApiGuardOptions))

describe('a wrong configuration is a TypeError that names the option, when the guard is made:', () => {
  it.each<[string, object]>([
    ['issuer', { audience }],
    ['issuer', { issuer: '', audience }],
    ['issuer', { issuer: '  ', audience }],
    ['issuer', { issuer: 7, audience }],
    ['issuer', { issuer: [], audience }],
    ['issuer', { issuer: 'issuer.example', audience }],
    ['issuer', { issuer: 'http://issuer.example', audience }],
    ['issuer', { issuer: 'https://issuer.example/?a=b', audience }],
    ['issuer', { issuer: 'https://issuer.example/#a', audience }],
    ['issuer', { issuer: 'https://user:secret@issuer.example', audience }],
    ['issuer', { issuer: [issuer, issuer], audience }],
    ['issuer', { issuer: [null], audience }],
    ['audience', { issuer }],
    ['audience', { issuer, audience: undefined }],
    ['audience', { issuer, audience: '' }],
    ['audience', { issuer, audience: ' ' }],
    ['audience', { issuer, audience: ` ${audience}` }],
    ['audience', { issuer, audience: [] }],
    ['audience', { issuer, audience: [audience, ''] }],
    ['audience', { issuer, audience: [[audience]] }],
    ['audience', { issuer, audience: null }],
    ['audience', { issuer, audience: 7 }],
    ['audience', { issuer, audience: true }],
    ['audience', { issuer, audience: /.*/ }],
    ['audience', { issuer, audience: false }],
    ['scopes', { scopes: '' }],
    ['scopes', { scopes: [] }],
    ['scopes', { scopes: [''] }],
    ['scopes', { scopes: ['read write'] }],
    ['scopes', { scopes: 'read"' }],
    ['scopes', { scopes: 'read\twrite' }],
    ['scopes', { scopes: null }],
    ['scopes', { scopes: 7 }],
    ['tokenProfile', { tokenProfile: 'unheard-of' }],
    ['tokenProfile', { tokenProfile: '' }],
    ['tokenProfile', { tokenProfile: '__proto__' }],
    ['tokenProfile', { tokenProfile: 'constructor' }],
    ['tokenProfile', { tokenProfile: {} }],
    ['tokenProfile', { tokenProfile: null }],
    ['clientIds', { clientIds: [] }],
    ['clientIds', { clientIds: [''] }],
    ['clientIds', { clientIds: [7] }],
    ['clientIds', { clientIds: null }],
    ['algorithms', { algorithms: [] }],
    ['algorithms', { algorithms: ['none'] }],
    ['algorithms', { algorithms: ['HS256'] }],
    ['algorithms', { algorithms: ['RS256', 'HS512'] }],
    ['algorithms', { algorithms: ['rs256'] }],
    ['algorithms', { algorithms: null }],
    ['jwksUri', { jwksUri: 'http://keys.example' }],
    ['jwksUri', { jwksUri: '' }],
    ['jwksUri', { jwksUri: '/jwks' }],
    ['jwks', { jwks: {} }],
    ['jwks', { jwks: { keys: [] } }],
    ['jwks', { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }],
    ['jwks', { jwks: null }],
    ['jwks', { jwks: { keys: [] }, jwksUri: 'https://keys.example' }],
    ['metadata', { metadata: null }],
    ['metadata', { metadata: 'https://issuer.example/.well-known/openid-configuration' }],
    ['metadata', { metadata: {} }],
    ['metadata', { metadata: { issuer: 'https://other.example', jwks_uri: 'https://other.example/jwks' } }],
    ['optional', { optional: 'true' }],
    ['optional', { optional: null }],
    ['clockTolerance', { clockTolerance: -1 }],
    ['clockTolerance', { clockTolerance: '5' }],
    ['clockTolerance', { clockTolerance: Number.NaN }],
    ['clockTolerance', { clockTolerance: Number.POSITIVE_INFINITY }],
    ['clockTolerance', { clockTolerance: 301 }],
    ['cache', { cache: true }],
    ['cache', { cache: null }],
    ['cache.ttl', { cache: { ttl: 1 } }],
    ['cache.maxEntries', { cache: { maxEntries: 0 } }],
    ['cache.maxEntries', { cache: { maxEntries: 1.5 } }],
    ['cache.maxEntries', { cache: { maxEntries: Number.POSITIVE_INFINITY } }],
    ['cache.maxAge', { cache: { maxAge: 0 } }],
    ['cache.maxAge', { cache: { maxAge: 86_401 } }],
    ['isRevoked', { isRevoked: true }],
    ['isRevoked', { isRevoked: null }],
    ['selectIssuer', { selectIssuer: issuer }],
    ['realm', { realm: '' }],
    ['realm', { realm: 'a"b' }],
    ['realm', { realm: 'a\r\nSet-Cookie: b' }],
    ['realm', { realm: 'größe' }],
    ['realm', { realm: 7 }],
    ['realm', { realm: 'a'.repeat(201) }],
    ['resourceMetadata', { resourceMetadata: 'api.example.com' }],
    ['resourceMetadata', { resourceMetadata: 'http://api.example.com' }],
    ['fetch', { fetch: 'fetch' }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: 301 }],
    ['insecureHosts', { insecureHosts: 'keycloak' }],
    ['insecureHosts', { insecureHosts: ['http://keycloak'] }],
    ['audiences', { audiences: audience }],
    ['scope', { scope: 'read' }],
    ['requiredScopes', { requiredScopes: ['read'] }],
  ])('"%s" in %j', (name, options) => {
    const whole = 'issuer' in options || 'audience' in options ? options : { issuer, audience, ...options }
    const message = guardMessage(whole)
    expect(message).toMatch(/^apiGuard: /)
    expect(message).toContain(`"${name}"`)
    expect(message).not.toContain('secret')
  })

  it.each([undefined, null, 'https://issuer.example', 7, []])('%p for all options', (options) => {
    expect(guardMessage(options as never)).toMatch(/^apiGuard: /)
  })
})

describe('with more than one issuer', () => {
  it.each([
    ['jwks', { keys: [] }],
    ['jwksUri', 'https://keys.example'],
    ['metadata', { jwks_uri: 'https://keys.example' }],
    ['introspection', { clientId: 'a', clientSecret: 'b' }],
    ['clientIds', ['a']],
  ])('"%s" belongs to one of them', (name, value) => {
    const message = guardMessage({ issuer: [issuer, 'https://other.example'], audience, [name]: value })
    expect(message).toBe(`apiGuard: "${name}" belongs to one issuer; configure it as issuer: [{ issuer, ${name} }]`)
  })

  it('each may have an audience of its own, and each must have one', () => {
    const other = 'https://other.example'
    expect(
      guardMessage({
        issuer: [
          { issuer, audience },
          { issuer: other, audience: 'b' },
        ],
      }),
    ).toMatch(/nothing/)
    expect(guardMessage({ issuer: [{ issuer, audience }, other] })).toContain('"audience"')
    expect(guardMessage({ issuer: [{ issuer, audience: '' }, other], audience })).toContain('"audience"')
  })

  it('an option that is misspelt in one of them is not taken for the default', () => {
    expect(guardMessage({ issuer: [{ issuer, audiense: 'b' }], audience })).toContain(
      'unknown option "issuer.audiense"; did you mean "issuer.audience"?',
    )
  })
})

describe('what environments make of options', () => {
  it.each([
    ['an issuer that ends in a slash', { issuer: `${issuer}/` }],
    ['several audiences', { audience: ['a', 'b'] }],
    ['scopes with blanks between them', { scopes: ' read  write ' }],
    ['loopback without TLS', { issuer: 'http://localhost:8080' }],
    ['a named host without TLS', { issuer: 'http://keycloak/realms/x', insecureHosts: ['keycloak'] }],
    ['options that are undefined', { scopes: undefined, clientIds: undefined, jwks: undefined, cache: undefined }],
    ['every algorithm', { algorithms: ['RS256', 'PS512', 'ES384', 'EdDSA', 'Ed25519'] }],
    ['a cache of one', { cache: { maxEntries: 1, maxAge: 1 } }],
    ['no cache', { cache: false }],
    ['a realm with blanks and signs', { realm: "the realm's [own] \u007e" }],
  ])('is taken: %s', (_name, options) => {
    expect(guardMessage({ issuer, audience, ...options })).toBe('nothing was thrown')
  })

  it('is never read by the guard itself', async () => {
    const names = ['ISSUER_BASE_URL', 'AUDIENCE', 'CLIENT_ID', 'CLIENT_SECRET']
    for (const name of names) process.env[name] = 'https://from-the-environment.example'
    expect(guardMessage({})).toContain('"issuer"')
    expect(guardMessage({ issuer })).toContain('"audience"')
    for (const name of names) delete process.env[name]
  })
})

describe('guards for routes cannot be called with nothing:', () => {
  it.each<[string, () => unknown]>([
    ['requireScopes', () => requireScopes()],
    ['requireScopes', () => requireScopes('')],
    ['requireScopes', () => requireScopes('read write')],
    ['requireScopes', () => requireScopes(undefined as never)],
    ['requireScopes', () => requireScopes(['read'] as never)],
    ['requireScopes', () => requireScopes('a", error="x')],
    ['requireAnyScope', () => requireAnyScope()],
    ['requireAnyScope', () => requireAnyScope('read', ' ')],
    ['requireClaim', () => requireClaim('')],
    ['requireClaim', () => requireClaim(undefined as never)],
    ['requireClaim', () => requireClaim('role', null as never)],
    ['requireClaim', () => requireClaim('role', ['admin'] as never)],
    ['requireClaim', () => requireClaim('role', undefined as never)],
    ['requirePermissions', () => requirePermissions()],
    ['requirePermissions', () => requirePermissions('', 'a')],
    ['requireClaim', () => requireClaim('role')],
    ['requireClaim', () => requireClaim('role', ...[])],
    ['requireScopes', () => requireScopes({ headers: {} } as never, {} as never)],
  ])('%s (%p)', (name, build) => {
    expect(messageOf(build)).toMatch(new RegExp(`^${name}: `))
  })

  it.each<[string, () => unknown, string]>([
    ['an array', () => requireScopes(['a', 'b'] as never), "write requireScopes('a', 'b')"],
    ['scopes in one string', () => requireAnyScope('a b'), "write requireAnyScope('a', 'b')"],
    ['an array of permissions', () => requirePermissions(['a', 'b'] as never), "write requirePermissions('a', 'b')"],
    ['no value', () => requireClaim('role'), "write requireClaim('role', present)"],
    ['a request', () => requireScopes({ headers: {} } as never), 'called with a request'],
  ])('%s: the message says what to write instead', (_name, build, message) => {
    expect(messageOf(build)).toContain(message)
  })
})

describe('a fixed key set', () => {
  let running: TestIssuer
  beforeAll(async () => {
    running = await startIssuer({ algorithm: 'ES256' })
  })
  afterAll(() => running.close())

  it('is complete when it is given: what is added to the object later is not a key', async () => {
    const jwks = { keys: [...running.jwks.keys] }
    const guard = apiGuard({ issuer: running.issuer, audience, jwks })
    await running.rotateKeys()
    jwks.keys.push(...running.jwks.keys)
    await expect(guard.verify(await running.accessToken())).rejects.toMatchObject({ code: 'ERR_TOKEN_KEY' })
  })
})
