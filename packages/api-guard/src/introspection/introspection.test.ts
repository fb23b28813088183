import { audience } from '../../test/api.js'
import { api, get, introspection, issuer } from '../../test/introspecting-api.js'

const realTimers = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
] as const
const otherTimers = ['clearImmediate', 'clearInterval', 'clearTimeout'] as const
function stopTheClock(): void {
  jest.useFakeTimers({ now: Date.now(), doNotFake: [...realTimers, ...otherTimers] })
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

describe('an opaque token', () => {
  it('is what the provider says of it', async () => {
    const token = issuer.opaqueToken({ scope: 'read:orders write:orders', tier: 'gold' })
    const response = await get(api(), token)
    expect(response.status).toBe(200)
    expect(response.body).toMatchObject({
      format: 'opaque',
      issuer: issuer.issuer,
      subject: 'user-1',
      clientId: 'client-1',
      audience: [audience],
      scopes: ['read:orders', 'write:orders'],
      payload: { tier: 'gold' },
    })
    expect(response.body).not.toHaveProperty('token')
  })

  it('needs the scopes of a route like any other', async () => {
    const response = await get(api(), issuer.opaqueToken({ scope: 'write:orders' }), '/read')
    expect(response.status).toBe(403)
    expect(response.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="read:orders"')
  })

  it('is refused without a word to the provider where nothing is introspected', async () => {
    const response = await get(api({ introspection: undefined }), issuer.opaqueToken())
    expect(response.status).toBe(401)
    expect(response.body.code).toBe('ERR_TOKEN_OPAQUE')
    expect(issuer.requests).toHaveLength(0)
  })

  it('is a client, where the subject is the client', async () => {
    const response = await get(api(), issuer.opaqueToken({ sub: 'client-1' }))
    expect(response.body.isMachine).toBe(true)
  })
})

describe('beside JWTs', () => {
  it('judges the JWT of the same issuer by its keys', async () => {
    const app = api()
    expect((await get(app, await issuer.accessToken())).body.format).toBe('jwt')
    expect((await get(app, issuer.opaqueToken())).body.format).toBe('opaque')
    expect(issuer.count('introspection')).toBe(1)
  })

  it("shows the provider no JWT: neither a stranger's, nor one that is cut, swollen or encrypted", async () => {
    const app = api()
    const jwt = await issuer.accessToken()
    const [header = '', payload = '', signature = ''] = jwt.split('.')
    const stranger = await issuer.accessToken({ iss: 'https://other.example.com' })
    const cases = [stranger, `${header}.${payload}.${signature}A`, `${header}.${payload}.`, `${header}..${payload}.a.b`]
    for (const token of cases) expect((await get(app, token)).status).toBe(401)
    expect(issuer.count('introspection')).toBe(0)
  })
})

describe('what was asked is remembered', () => {
  it('once for 50 requests at the same time', async () => {
    issuer.respondWith('introspection', { delayMs: 50 })
    const app = api()
    const token = issuer.opaqueToken()
    const responses = await Promise.all(Array.from({ length: 50 }, () => get(app, token)))
    expect(responses.every(({ status }) => status === 200)).toBe(true)
    expect(issuer.count('introspection')).toBe(1)
  })

  it('no longer than the token lives', async () => {
    stopTheClock()
    const app = api({}, { clockTolerance: 30 })
    const token = issuer.opaqueToken({ exp: epochSeconds() + 20 })
    expect((await get(app, token)).status).toBe(200)
    jest.advanceTimersByTime(19_000)
    expect((await get(app, token)).status).toBe(200)
    expect(issuer.count('introspection')).toBe(1)
    jest.advanceTimersByTime(2_000)
    expect((await get(app, token)).body.code).toBe('ERR_TOKEN_INACTIVE')
    expect(issuer.count('introspection')).toBe(2)
  })

  it('for a minute, so that a revoked token ends soon', async () => {
    stopTheClock()
    const app = api()
    const token = issuer.opaqueToken()
    await get(app, token)
    jest.advanceTimersByTime(59_000)
    await get(app, token)
    expect(issuer.count('introspection')).toBe(1)
    jest.advanceTimersByTime(2_000)
    await get(app, token)
    expect(issuer.count('introspection')).toBe(2)
  })

  it('for ten seconds where nobody knows when the token expires', async () => {
    stopTheClock()
    const app = api()
    const token = issuer.opaqueToken({ exp: undefined })
    expect((await get(app, token)).status).toBe(200)
    jest.advanceTimersByTime(9_000)
    await get(app, token)
    expect(issuer.count('introspection')).toBe(1)
    jest.advanceTimersByTime(2_000)
    await get(app, token)
    expect(issuer.count('introspection')).toBe(2)
  })

  it('not at all where the cache is off', async () => {
    const app = api({ introspection: { ...introspection, cache: false } })
    const token = issuer.opaqueToken()
    for (const _ of [1, 2]) expect((await get(app, token)).status).toBe(200)
    expect(issuer.count('introspection')).toBe(2)
  })

  it('a refusal for seconds, and as a refusal', async () => {
    stopTheClock()
    const app = api()
    for (const _ of [1, 2]) expect((await get(app, 'made-up')).body.code).toBe('ERR_TOKEN_INACTIVE')
    expect(issuer.count('introspection')).toBe(1)
    jest.advanceTimersByTime(6_000)
    expect((await get(app, 'made-up')).body.code).toBe('ERR_TOKEN_INACTIVE')
    expect(issuer.count('introspection')).toBe(2)
  })

  it('but not that a token is not valid yet', async () => {
    stopTheClock()
    const app = api()
    const token = issuer.opaqueToken({ nbf: epochSeconds() + 8 })
    expect((await get(app, token)).body.code).toBe('ERR_TOKEN_NOT_YET')
    jest.advanceTimersByTime(4_000)
    expect((await get(app, token)).status).toBe(200)
  })
})
