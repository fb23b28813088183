import { generateSigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { createMetadataSource } from './issuer-metadata.js'
import { createKeySource, type KeySource, type KeySourceConfig } from './key-source.js'
import { createProviderFetch } from './provider-fetch.js'

const fetch = createProviderFetch('test', {})
const sources: KeySource[] = []
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterAll(() => issuer.close())
afterEach(async () => {
  for (const source of sources.splice(0)) source.close()
  jest.useRealTimers()
  await issuer.up()
  issuer.restore()
  issuer.setJwks(undefined)
  issuer.resetRequests()
})

function keySource(options: Partial<KeySourceConfig> = {}): KeySource {
  const metadata = createMetadataSource({ issuer: issuer.issuer, fetch })
  const source = createKeySource({ issuer: issuer.issuer, fetch, metadata, ...options })
  sources.push(source)
  return source
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

const currentKid = () => issuer.jwks.keys[0]?.kid

it('knows nothing until it is asked, then fetches once for all', async () => {
  const source = keySource()
  expect(source.find('ES256', currentKid())).toEqual([])
  const responses = await Promise.all(Array.from({ length: 100 }, () => source.request('ES256', currentKid())))
  expect(responses.every((keys) => keys?.[0]?.kid === currentKid())).toBe(true)
  expect(source.find('ES256', currentKid())).toHaveLength(1)
  expect(issuer.count('jwks')).toBe(1)
  expect(issuer.count('discovery')).toBe(1)
})

it('takes the keys from another place where one is configured, without asking for metadata', async () => {
  const source = keySource({ jwksUri: `${issuer.url}/jwks` })
  expect(await source.request('ES256', currentKid())).toHaveLength(1)
  expect(issuer.count('discovery')).toBe(0)
})

it('takes a fixed key set without a network', async () => {
  const source = keySource({ jwks: issuer.jwks })
  expect(source.find('ES256', currentKid())).toHaveLength(1)
  expect(await source.request('ES256', 'unheard of')).toEqual([])
  expect(issuer.requests).toEqual([])
})

it.each([[{ keys: [] }], [{ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }], [{}], [null]])(
  'refuses the fixed key set %j, in which nothing is usable',
  (jwks) => {
    expect(() => keySource({ jwks })).toThrow(TypeError)
    expect(() => keySource({ jwks })).toThrow(/^"jwks" must be a JWK Set/)
  },
)

describe('fails with 503 and remembers nothing of it', () => {
  it.each([
    ['an error', { status: 500 }, 'ERR_PROVIDER_RESPONSE'],
    ['a redirect', { status: 302, headers: { location: 'http://evil.example/jwks' } }, 'ERR_PROVIDER_REDIRECT'],
    ['a body that is too large', { body: `{"keys":[${'{},'.repeat(100_000)}{}]}` }, 'ERR_PROVIDER_BODY'],
    ['no JSON', { body: '<html>' }, 'ERR_PROVIDER_BODY'],
    ['no key set', { body: { error: 'server_error' } }, 'ERR_JWKS_INVALID'],
    ['an empty key set', { body: { keys: [] } }, 'ERR_JWKS_INVALID'],
    ['no usable key', { body: { keys: [null, { kty: 'oct', k: 'c2VjcmV0' }] } }, 'ERR_JWKS_INVALID'],
  ])('after %s', async (_name, response, code) => {
    const source = keySource()
    issuer.respondWith('jwks', response)
    await expect(source.request('ES256', currentKid())).rejects.toMatchObject({
      code: 'ERR_KEYS_UNAVAILABLE',
      status: 503,
      headers: { 'Retry-After': '5' },
      hint: code === 'ERR_JWKS_INVALID' ? expect.stringMatching(/^The key set of the issuer is unusable/) : undefined,
      cause: { code },
    })
    issuer.restore()
    expect(await source.request('ES256', currentKid())).toHaveLength(1)
  })

  it('after silence', async () => {
    const hasty = createProviderFetch('test', { timeout: 0.1 })
    issuer.respondWith('jwks', { delayMs: 3000 })
    const asked = keySource({ fetch: hasty }).request('ES256', currentKid())
    await expect(asked).rejects.toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', cause: { code: 'ERR_TIMEOUT' } })
  })

  it.each([undefined, null, 'http://evil.example/jwks'])('after metadata with the jwks_uri %p', async (jwks_uri) => {
    const source = keySource()
    issuer.respondWith('discovery', { body: { ...issuer.metadata, jwks_uri } })
    const asked = source.request('ES256', currentKid())
    await expect(asked).rejects.toMatchObject({ code: 'ERR_METADATA_INVALID', status: 503 })
    issuer.restore()
    jest.useFakeTimers({
      now: Date.now() + 5000,
      doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'performance'],
    })
    expect(await source.request('ES256', currentKid())).toHaveLength(1)
  })
})

describe('the last good set', () => {
  it.each([
    ['is unreachable', async () => issuer.down()],
    ['responds with rubbish', async () => issuer.setJwks('rubbish')],
    ['publishes nothing usable', async () => issuer.setJwks([{ kty: 'oct', k: 'c2VjcmV0' }])],
  ])('is kept while the issuer %s', async (_name, fail) => {
    const source = keySource()
    const [key] = (await source.request('ES256', currentKid())) ?? []
    await fail()
    await expect(source.request('ES256', 'another')).rejects.toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE' })
    expect(source.find('ES256', currentKid())).toEqual([key])
    expect(key?.retired).toBe(false)
  })
})

describe('a rotation', () => {
  it('is found out by a new key id, and keys that are gone are retired', async () => {
    const source = keySource()
    const [old] = (await source.request('ES256', currentKid())) ?? []
    await issuer.rotateKeys()
    expect(await source.request('ES256', currentKid())).toHaveLength(1)
    expect(old?.retired).toBe(true)
    expect(issuer.count('jwks')).toBe(2)
  })

  it('to a key that is published before it is used is known by the renewal every ten minutes', async () => {
    jest.useFakeTimers({
      doNotFake: [
        'Date',
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setTimeout',
        'clearTimeout',
      ],
    })
    const source = keySource()
    await source.request('ES256', currentKid())
    const next = await generateSigningKey('ES256', 'next')
    issuer.addKey(next.publicJwk)
    jest.advanceTimersByTime(599_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(source.find('ES256', 'next')).toEqual([])
    jest.advanceTimersByTime(1000)
    await until(() => source.find('ES256', 'next').length === 1)

    issuer.respondWith('jwks', { status: 500 })
    issuer.resetRequests()
    jest.advanceTimersByTime(600_000)
    await until(() => issuer.count('jwks') === 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(source.find('ES256', 'next')).toHaveLength(1)

    source.close()
    issuer.resetRequests()
    jest.advanceTimersByTime(6_000_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(issuer.requests).toEqual([])
  })

  it('is not watched by a source that was closed while it fetched', async () => {
    const source = keySource()
    const asked = source.request('ES256', currentKid())
    source.close()
    expect(await asked).toHaveLength(1)
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Interval')).toEqual([])
  })
})
