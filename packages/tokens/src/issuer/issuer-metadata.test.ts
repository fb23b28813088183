import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { createMetadataSource, endpointOf, type IssuerMetadata, metadataUrls } from './issuer-metadata.js'
import { createProviderFetch } from './provider-fetch.js'

const fetch = createProviderFetch('test', {})
let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterAll(() => issuer.close())
afterEach(async () => {
  jest.useRealTimers()
  await issuer.up()
  issuer.restore()
  issuer.resetRequests()
})

const source = () => createMetadataSource({ issuer: issuer.issuer, fetch })

describe('the metadata', () => {
  it('are fetched once for a hundred who ask first, and then known', async () => {
    const metadata = source()
    const responses = await Promise.all(Array.from({ length: 100 }, () => metadata.get()))
    expect(new Set(responses).size).toBe(1)
    expect(responses[0]).toMatchObject({ issuer: issuer.issuer, jwks_uri: `${issuer.url}/jwks` })
    await metadata.get()
    expect(issuer.count('discovery')).toBe(1)
  })

  it('are looked for where OAuth has them when OpenID Connect has none', async () => {
    issuer.respondWith('/.well-known/openid-configuration', { status: 404 })
    expect(await source().get()).toMatchObject({ issuer: issuer.issuer })
    expect(issuer.requests.map(({ path }) => path)).toEqual([
      '/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server',
    ])
  })

  it.each([
    ['https://a.example', '', ''],
    ['https://a.example/', '', ''],
    ['https://a.example/realms/x', '/realms/x', '/realms/x'],
    ['https://a.example/realms/x/', '/realms/x', '/realms/x'],
  ])('of %s are looked for in the two places of the standards', (name, before, after) => {
    expect(metadataUrls(name)).toEqual([
      `https://a.example${before}/.well-known/openid-configuration`,
      `https://a.example/.well-known/oauth-authorization-server${after}`,
    ])
  })

  it('of an issuer that ends in a slash are found, and the slash stays', async () => {
    const other = await startIssuer({ algorithm: 'ES256', path: '/tenant/' })
    const metadata = await createMetadataSource({ issuer: other.issuer, fetch }).get()
    expect(metadata.issuer).toBe(`${other.url}/`)
    await other.close()
  })

  it('that name another issuer are refused, and both are named', async () => {
    for (const name of ['https://evil.example', `${issuer.issuer}/`, undefined]) {
      issuer.respondWith('discovery', { body: { ...issuer.metadata, issuer: name } })
      await expect(source().get()).rejects.toMatchObject({
        code: 'ERR_ISSUER_MISMATCH',
        status: 500,
        hint: expect.stringContaining(`the issuer '${name}', the configuration names '${issuer.issuer}'`),
      })
    }
  })

  it('that were given are used as they are, without a network', async () => {
    const given = createMetadataSource({
      issuer: 'https://a.example',
      fetch,
      metadata: { jwks_uri: 'https://b.example' },
    })
    expect(await given.get()).toEqual({ issuer: 'https://a.example', jwks_uri: 'https://b.example' })
  })

  it('that were given and are another issuer’s are refused at once', () => {
    const given = { issuer: 'https://a.example', fetch, metadata: { issuer: 'https://b.example' } }
    expect(() => createMetadataSource(given)).toThrow(TypeError)
    expect(() => createMetadataSource(given)).toThrow(/"metadata" is that of the issuer 'https:\/\/b\.example'/)
  })
})

describe('a failure', () => {
  it('is 503, and is not remembered', async () => {
    const metadata = source()
    issuer.respondWith('discovery', { status: 500 })
    await expect(metadata.get()).rejects.toMatchObject({ code: 'ERR_METADATA_UNAVAILABLE', status: 503 })
    issuer.restore()
    expect(await metadata.get()).toMatchObject({ issuer: issuer.issuer })
  })

  it.each([
    ['a redirect', { status: 301, headers: { location: '/elsewhere' } }, 'ERR_PROVIDER_REDIRECT'],
    ['too much', { body: `{"a":"${'a'.repeat(300_000)}"}` }, 'ERR_PROVIDER_BODY'],
    ['no JSON', { body: '<html>' }, 'ERR_PROVIDER_BODY'],
    ['an array', { body: '[]' }, 'ERR_PROVIDER_BODY'],
  ])('is %s, and its cause is told', async (_name, response, code) => {
    issuer.respondWith('discovery', response)
    await expect(source().get()).rejects.toMatchObject({ code: 'ERR_METADATA_UNAVAILABLE', cause: { code } })
  })

  it('to respond at one URL is not waited for again at the other', async () => {
    await issuer.down()
    await expect(source().get()).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/^(ECONN|UND_ERR_)/) },
    })
    await issuer.up()
    issuer.respondWith('discovery', { delayMs: 5000 })
    const metadata = createMetadataSource({
      issuer: issuer.issuer,
      fetch: createProviderFetch('test', { timeout: 0.1 }),
    })
    await expect(metadata.get()).rejects.toMatchObject({ cause: { code: 'ERR_TIMEOUT' } })
    expect(issuer.count('discovery')).toBe(1)
  })
})

describe('after an hour', () => {
  const later = (minutes: number) => jest.setSystemTime(Date.now() + minutes * 60_000)
  beforeEach(() => {
    jest.useFakeTimers({
      now: Date.now(),
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
      ],
    })
  })
  const settled = () => new Promise((resolve) => setTimeout(resolve, 50))

  it('the metadata are renewed behind the scenes', async () => {
    const metadata = source()
    const first = await metadata.get()
    later(59)
    expect(await metadata.get()).toBe(first)
    expect(issuer.count('discovery')).toBe(1)
    later(2)
    issuer.respondWith('discovery', { body: { ...issuer.metadata, renewed: true } })
    expect(await metadata.get()).toBe(first)
    while ((await metadata.get()) === first) await settled()
    expect(await metadata.get()).toMatchObject({ renewed: true })
    expect(issuer.count('discovery')).toBe(2)
  })

  it('the last good copy stays while the issuer is away or wrong, and it is asked once a minute', async () => {
    const metadata = source()
    const first = await metadata.get()
    later(61)
    issuer.respondWith('discovery', { body: { ...issuer.metadata, issuer: 'https://evil.example' } })
    while (issuer.count('discovery') < 2) {
      expect(await metadata.get()).toBe(first)
      await settled()
    }
    for (let index = 0; index < 3; index += 1) {
      expect(await metadata.get()).toBe(first)
      await settled()
    }
    expect(issuer.count('discovery')).toBe(2)
    later(2)
    while (issuer.count('discovery') < 3) {
      expect(await metadata.get()).toBe(first)
      await settled()
    }
  })
})

describe('an endpoint', () => {
  const metadata = (jwks_uri: unknown) => ({ issuer: 'https://a.example', jwks_uri }) as IssuerMetadata

  it('is an https URL of the metadata', () => {
    expect(endpointOf(metadata('https://b.example/jwks'), 'jwks_uri')).toBe('https://b.example/jwks')
    expect(endpointOf(metadata('http://keycloak/jwks'), 'jwks_uri', ['keycloak'])).toBe('http://keycloak/jwks')
  })

  it.each([[undefined], ['http://b.example/jwks'], ['/jwks'], [7], ['file:///etc/passwd']])('is not %p', (value) => {
    expect(() => endpointOf(metadata(value), 'jwks_uri')).toThrow(
      expect.objectContaining({
        code: 'ERR_METADATA_INVALID',
        status: 503,
        hint: expect.stringMatching(/^The metadata of the issuer has no (usable )?"jwks_uri"/),
      }),
    )
  })
})

describe('an endpoint that the metadata lacks', () => {
  it('is looked for again after five seconds, so that an incomplete deployment does not count for an hour', async () => {
    const metadata = source()
    issuer.respondWith('discovery', { body: { ...issuer.metadata, jwks_uri: undefined } })
    const missing = { code: 'ERR_METADATA_INVALID', status: 503, headers: { 'Retry-After': '5' } }
    await expect(metadata.endpoint('jwks_uri')).rejects.toMatchObject(missing)
    issuer.restore()
    jest.useFakeTimers({ now: Date.now() + 4000, doNotFake: [...real] })
    await expect(metadata.endpoint('jwks_uri')).rejects.toMatchObject(missing)
    expect(issuer.count('discovery')).toBe(1)
    jest.setSystemTime(Date.now() + 1001)
    expect(await metadata.endpoint('jwks_uri')).toBe(`${issuer.url}/jwks`)
    expect(await metadata.endpoint('token_endpoint')).toBe(`${issuer.url}/token`)
    expect(issuer.count('discovery')).toBe(2)
  })
})

describe('http URLs of this machine in the metadata of an https issuer', () => {
  const urls = { jwks_uri: 'http://127.0.0.1:9/jwks', token_endpoint: 'http://localhost/token' }
  const aliases = { token_endpoint: 'http://[::1]/token', revocation_endpoint: 'https://a.example/revoke' }
  const published = (name: string, more: object = {}) =>
    createMetadataSource({
      issuer: name,
      ...more,
      fetch: async () =>
        Response.json({
          issuer: name,
          ...urls,
          userinfo_endpoint: 'https://a.example/me',
          mtls_endpoint_aliases: aliases,
        }),
    })

  it('are not there: nothing on loopback gets our requests because somebody else says so', async () => {
    expect(await published('https://a.example').get()).toEqual({
      issuer: 'https://a.example',
      userinfo_endpoint: 'https://a.example/me',
      mtls_endpoint_aliases: { revocation_endpoint: 'https://a.example/revoke' },
    })
    await expect(published('https://a.example').endpoint('jwks_uri')).rejects.toMatchObject({
      code: 'ERR_METADATA_INVALID',
    })
  })

  it.each([
    ['the issuer is there, too', 'https://localhost:8443', {}],
    ['the issuer is http, for development', 'http://127.0.0.1:9', {}],
    ['"insecureHosts" names them', 'https://a.example', { insecureHosts: ['127.0.0.1', 'localhost', '[::1]'] }],
  ])('are there where %s', async (_name, name, more) => {
    expect(await published(name, more).get()).toMatchObject({ ...urls, mtls_endpoint_aliases: aliases })
  })
})

const real = ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'performance'] as const
