import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startIssuer, type TestIssuer } from './index.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())
afterEach(() => {
  issuer.restore()
  issuer.resetRequests()
})

const get = async (url: string) => (await fetch(url)).json()

async function startAndClose(): Promise<TestIssuer> {
  const other = await startIssuer()
  await other.close()
  return other
}

describe('discovery', () => {
  it('is served at both well-known URLs', async () => {
    const metadata = await get(`${issuer.issuer}/.well-known/openid-configuration`)
    expect(metadata).toMatchObject({ issuer: issuer.issuer, jwks_uri: `${issuer.url}/jwks` })
    expect(await get(`${issuer.url}/.well-known/oauth-authorization-server`)).toEqual(metadata)
    expect(issuer.count('discovery')).toBe(2)
  })

  it.each([
    ['/', '/.well-known/openid-configuration'],
    ['/tenant1', '/tenant1/.well-known/openid-configuration'],
    ['/tenant1/', '/tenant1/.well-known/openid-configuration'],
    ['/tenant1', '/.well-known/oauth-authorization-server/tenant1'],
  ])('keeps the path %s in the issuer, served at %s', async (path, place) => {
    const other = await startIssuer({ path, algorithm: 'ES256', metadata: { userinfo_endpoint: undefined, extra: 1 } })
    const metadata = await get(new URL(place, other.url).href)
    expect(metadata).toMatchObject({ issuer: other.issuer, extra: 1 })
    expect(metadata).not.toHaveProperty('userinfo_endpoint')
    expect(other.issuer.endsWith(path)).toBe(true)
    await other.close()
  })
})

describe('tokens', () => {
  it('verify against the published keys', async () => {
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
    const token = await issuer.accessToken({ scope: 'read', jti: undefined }, { extra: true })
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: issuer.issuer, typ: 'at+jwt' })
    expect(payload).toMatchObject({
      sub: 'user-1',
      aud: 'https://api.example.com',
      client_id: 'client-1',
      scope: 'read',
    })
    expect(payload).not.toHaveProperty('jti')
    expect(protectedHeader).toMatchObject({ extra: true, kid: issuer.jwks.keys[0]?.kid })
  })

  it.each(['RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'])(
    'can be signed with %s',
    async (algorithm) => {
      await issuer.rotateKeys({ algorithm })
      const token = await issuer.idToken()
      await expect(jwtVerify(token, createRemoteJWKSet(new URL(`${issuer.url}/jwks`)))).resolves.toBeDefined()
    },
  )

  it('can be anything at all', async () => {
    const parts = (await issuer.sign('not JSON', { alg: 'none', typ: undefined })).split('.')
    expect(Buffer.from(parts[1] ?? '', 'base64url').toString()).toBe('not JSON')
    expect(parts[2]).toBe('')
    const forged = await issuer.sign({ sub: 'user-1' }, { alg: 'HS256' }, 'a secret of thirty-two bytes, or so')
    const secret = new TextEncoder().encode('a secret of thirty-two bytes, or so')
    await expect(jwtVerify(forged, secret)).resolves.toBeDefined()
  })
})

describe('keys', () => {
  it('are shared by default, since an RSA key takes long to make, and rotated one by one', async () => {
    const [first, second] = [await startIssuer(), await startIssuer()]
    expect(second.jwks).toEqual(first.jwks)
    await first.rotateKeys({ algorithm: 'ES256' })
    expect(second.jwks).not.toEqual(first.jwks)
    expect(second.jwks.keys[0]?.kid).toBe((await startAndClose()).jwks.keys[0]?.kid)
    await Promise.all([first.close(), second.close()])
  })

  it('are withdrawn by a rotation unless they are kept', async () => {
    await issuer.rotateKeys({ algorithm: 'ES256', kid: 'a' })
    await issuer.rotateKeys({ kid: 'b', keep: true })
    expect(issuer.jwks.keys.map((key) => key.kid)).toEqual(['b', 'a'])
    await issuer.rotateKeys({ kid: 'c' })
    expect(await get(`${issuer.url}/jwks`)).toEqual(issuer.jwks)
    expect(issuer.jwks.keys.map((key) => key.kid)).toEqual(['c'])
  })

  it('can be replaced with anything', async () => {
    issuer.setJwks([null, { kty: 'oct' }, ...issuer.jwks.keys])
    expect(await get(`${issuer.url}/jwks`)).toEqual({ keys: [null, { kty: 'oct' }, ...issuer.jwks.keys] })
    issuer.setJwks(undefined)
    expect(await get(`${issuer.url}/jwks`)).toEqual(issuer.jwks)
  })

  it('are clean again after a rotation', async () => {
    issuer.addKey({ kty: 'oct', kid: 'added' })
    expect(issuer.jwks.keys).toHaveLength(2)
    issuer.setJwks([])
    await issuer.rotateKeys({ kid: 'd' })
    expect(await get(`${issuer.url}/jwks`)).toEqual({ keys: [expect.objectContaining({ kid: 'd' })] })
  })
})

describe('faults', () => {
  it('refuses connections while it is down, and comes back on the same port', async () => {
    await issuer.down()
    await expect(fetch(`${issuer.url}/jwks`)).rejects.toThrow()
    await issuer.up()
    expect(await get(`${issuer.url}/jwks`)).toEqual(issuer.jwks)
    expect(issuer.count('jwks')).toBe(1)
  })

  it('responds in place of an endpoint until it is restored', async () => {
    issuer.respondWith('jwks', { status: 503, headers: { 'retry-after': '1' }, body: 'busy' })
    expect((await fetch(`${issuer.url}/jwks`)).status).toBe(503)
    issuer.restore('jwks')
    issuer.respondWith('jwks', async (_request, proceed) => ({ ...(await proceed()), headers: { 'x-changed': '1' } }))
    const response = await fetch(`${issuer.url}/jwks`)
    expect(response.headers.get('x-changed')).toBe('1')
    expect(await response.json()).toEqual(issuer.jwks)
  })

  it('delays an endpoint without changing its response', async () => {
    issuer.respondWith('discovery', { delayMs: 100 })
    const started = performance.now()
    expect(await get(`${issuer.url}/.well-known/openid-configuration`)).toEqual(issuer.metadata)
    expect(performance.now() - started).toBeGreaterThan(90)
  })

  it('drops the connection, or sends a body that never ends', async () => {
    issuer.respondWith('jwks', { disconnect: true })
    await expect(fetch(`${issuer.url}/jwks`)).rejects.toThrow()
    issuer.respondWith('jwks', {
      body: (async function* () {
        for (;;) yield ' '.repeat(1024)
      })(),
    })
    const response = await fetch(`${issuer.url}/jwks`)
    const reader = response.body?.getReader()
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0)
    await reader?.cancel()
  })

  it('shows the error of a handler that throws', async () => {
    issuer.respondWith('/anything', () => {
      throw new RangeError('a mistake in the test')
    })
    const response = await fetch(`${issuer.url}/anything`)
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('a mistake in the test')
  })

  it('records an unknown path and a method that an endpoint does not have', async () => {
    expect((await fetch(`${issuer.url}/nowhere`)).status).toBe(404)
    expect((await fetch(`${issuer.url}/token`)).status).toBe(405)
    expect(issuer.violations).toEqual(['GET /nowhere: no endpoint at this path', 'token: the method is GET'])
  })
})
