import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { type ApiGuardOptions, apiGuard } from '../src/index.js'
import { audience, createApi, expectRefusal, send } from './api.js'
import { passTime } from './pass-time.js'
import { type RunningApi, startApi } from './running-api.js'

let issuer: TestIssuer
beforeEach(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterEach(() => issuer.close())

const freshApi = (options: Partial<ApiGuardOptions> = {}) => createApi({ issuer: issuer.issuer, audience, ...options })
const bearer = (token: string) => [['Authorization', `Bearer ${token}`]] as const
const firstKid = () => issuer.jwks.keys[0]?.kid

afterEach(() => jest.restoreAllMocks())

describe('rotation', () => {
  it('just after the keys were fetched: the next request with the new key is let through', async () => {
    const app = freshApi()
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
    await issuer.rotateKeys()
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
    expect(issuer.count('jwks')).toBe(2)
  })

  it('twice in a row is found out twice', async () => {
    const app = freshApi()
    await send(app, await issuer.accessToken())
    await issuer.rotateKeys()
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
    await issuer.rotateKeys()
    passTime(1000)
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
  })

  it('takes the old keys with it', async () => {
    const app = freshApi()
    const old = await issuer.accessToken()
    expect((await send(app, old)).status).toBe(200)
    await issuer.rotateKeys()
    await send(app, await issuer.accessToken())
    expectRefusal(await send(app, old), 'ERR_TOKEN_KEY')
  })
})

describe('a flood', () => {
  let api: RunningApi
  /** The same API over connections of its own, since an attacker takes none of ours. */
  let attacker: RunningApi
  beforeEach(async () => {
    const app = freshApi()
    api = await startApi(app)
    attacker = await startApi(app, 500)
    expect((await api.get(bearer(await issuer.accessToken()))).status).toBe(200)
    issuer.resetRequests()
  })
  afterEach(() => Promise.all([api.close(), attacker.close()]))

  it('of two thousand random key ids: five fetches at most, honest tokens pass, nothing is our failure', async () => {
    const honest = await Promise.all(Array.from({ length: 100 }, () => issuer.accessToken()))
    const random = async () => issuer.accessToken({}, { kid: crypto.randomUUID() })
    const statuses = { honest: new Set<number>(), random: new Set<number>() }
    const flood: Promise<unknown>[] = []
    for (const token of honest) {
      const tokens = await Promise.all(Array.from({ length: 20 }, random))
      flood.push(...tokens.map(async (sent) => statuses.random.add((await attacker.get(bearer(sent))).status)))
      statuses.honest.add((await api.get(bearer(token))).status)
    }
    await Promise.all(flood)
    expect(statuses).toEqual({ honest: new Set([200]), random: new Set([401]) })
    expect(issuer.count('jwks')).toBeLessThanOrEqual(5)
    expect(issuer.count('jwks')).toBeGreaterThan(0)
  })

  it('of random key ids during a rotation: honest tokens with the new key are refused for three seconds at most', async () => {
    await api.get(bearer(await issuer.accessToken({}, { kid: 'stale' })))
    await issuer.rotateKeys()
    const rotated = performance.now()
    const flood: Promise<unknown>[] = []
    for (let status = 0; status !== 200; ) {
      const tokens = await Promise.all(
        Array.from({ length: 5 }, () => issuer.accessToken({}, { kid: crypto.randomUUID() })),
      )
      flood.push(...tokens.map(async (sent) => attacker.get(bearer(sent))))
      const response = await api.get(bearer(await issuer.accessToken()))
      status = response.status
      expect([200, 401]).toContain(status)
    }
    expect(performance.now() - rotated).toBeLessThan(3500)
    await Promise.all(flood)
  })

  it('of one stale key id during a rotation: honest tokens with the new key wait, and none is refused', async () => {
    const stale = await issuer.accessToken({}, { kid: 'stale' })
    for (let count = 0; count < 5; count += 1) expect((await api.get(bearer(stale))).status).toBe(401)
    await issuer.rotateKeys()
    const honest = await Promise.all(Array.from({ length: 50 }, () => issuer.accessToken()))
    const responses = await Promise.all(honest.map((token) => api.get(bearer(token))))
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await api.get(bearer(stale))).status).toBe(401)
  })

  it('of tokens without a key id and with wrong signatures: no more fetches than that', async () => {
    const stranger = await generateSigningKey('ES256')
    const forged = () => issuer.accessToken({}, { kid: undefined }, stranger)
    const began = performance.now()
    while (performance.now() - began < 2500) {
      const flood = await Promise.all(Array.from({ length: 20 }, forged))
      const responses = await Promise.all(flood.map((token) => api.get(bearer(token))))
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([401]))
    }
    const pausesDoubled = [0, 2, 5, 8, 11].filter((seconds) => seconds * 1000 <= performance.now() - began)
    expect(issuer.count('jwks')).toBeLessThanOrEqual(pausesDoubled.length)
  })

  it('of tokens that can be refused without a key: no fetch at all', async () => {
    const stranger = await generateSigningKey('ES256')
    const claims = [
      { iss: 'https://other.example' },
      { aud: 'https://other.example' },
      { exp: 1_600_000_000 },
      { nbf: 4_000_000_000 },
      { cnf: { jkt: 'a' } },
      { at_hash: 'a' },
    ]
    for (const more of claims) {
      const response = await api.get(bearer(await issuer.accessToken(more, { kid: crypto.randomUUID() }, stranger)))
      expect(response.status).toBe(401)
    }
    for (const header of [{ typ: 'JWT' }, { alg: 'HS256' }, { crit: [] }]) {
      const response = await api.get(
        bearer(await issuer.accessToken({}, { kid: crypto.randomUUID(), ...header }, stranger)),
      )
      expect(response.status).toBe(401)
    }
    const wrongSignature = await issuer.accessToken({}, { kid: firstKid() }, stranger)
    expect((await api.get(bearer(wrongSignature))).status).toBe(401)
    expect(issuer.requests).toEqual([])
  })
})

describe('an issuer that is away', () => {
  it('at the start: 503 with Retry-After, and 200 soon after it is back, without a restart', async () => {
    const app = freshApi()
    const token = await issuer.accessToken()
    await issuer.down()
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const response = await send(app, token)
      expect(response.status).toBe(503)
      expect(response.headers['retry-after']).toBe('5')
      expect(response.headers['www-authenticate']).toBeUndefined()
    }
    await issuer.up()
    expect((await send(app, token)).status).toBe(200)
  })

  it('for so long that the guard pauses between its tries: 200 within the seconds that it asks for', async () => {
    const app = freshApi()
    const token = await issuer.accessToken()
    await issuer.down()
    for (let attempt = 0; attempt < 7; attempt += 1) expect((await send(app, token)).status).toBe(503)
    await issuer.up()
    const backSince = performance.now()
    while ((await send(app, token)).status !== 200) {
      expect(performance.now() - backSince).toBeLessThan(5000)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })

  it('later: known keys stay good, for tokens that were never seen as well', async () => {
    const app = freshApi({ cache: false })
    await send(app, await issuer.accessToken())
    await issuer.down()
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
  })

  it('later: what is signed with a new key is 503 and not 401, and known keys stay good', async () => {
    const app = freshApi()
    const old = await issuer.accessToken()
    await send(app, old)
    await issuer.rotateKeys()
    await issuer.down()
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await send(app, await issuer.accessToken())).status).toBe(503)
      expect((await send(app, old)).status).toBe(200)
    }
    await issuer.up()
    passTime(1000)
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
  })
})

describe('the first requests', () => {
  it('a hundred of them at once ask the issuer once', async () => {
    const api = await startApi(freshApi())
    const tokens = await Promise.all(Array.from({ length: 100 }, () => issuer.accessToken()))
    const responses = await Promise.all(tokens.map((token) => api.get(bearer(token))))
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]))
    expect([issuer.count('discovery'), issuer.count('jwks')]).toEqual([1, 1])
    await api.close()
  })

  it('a failure is not remembered', async () => {
    const app = freshApi()
    issuer.respondWith('jwks', { status: 500 })
    expect((await send(app, await issuer.accessToken())).status).toBe(503)
    issuer.restore()
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
  })
})

describe('key sets as they are in the wild', () => {
  const keys = new Map<string, SigningKey>()
  beforeAll(async () => {
    for (const algorithm of ['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']) {
      keys.set(algorithm, await generateSigningKey(algorithm, `kid-of-${algorithm}`))
    }
  })
  const key = (algorithm: string): SigningKey => {
    const found = keys.get(algorithm)
    if (found === undefined) throw new Error(algorithm)
    return found
  }
  const jwk = (algorithm: string, more: object = {}) => ({ ...key(algorithm).publicJwk, ...more })
  const secp256k1 = () => {
    const { publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'secp256k1',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    return { ...createPublicKey(publicKey).export({ format: 'jwk' }), kid: 'secp256k1', use: 'sig' }
  }

  it('several types without algorithms, a curve nobody knows and keys for encryption', async () => {
    issuer.setJwks([
      jwk('RS256', { alg: undefined }),
      secp256k1(),
      jwk('ES256', { alg: undefined }),
      jwk('EdDSA', { alg: undefined }),
      jwk('RS256', { kid: 'enc', use: 'enc', alg: 'RSA-OAEP' }),
      jwk('ES256', { kid: 'enc-ec', use: 'enc', alg: 'ECDH-ES' }),
      jwk('EdDSA', { kid: 'x25519', crv: 'X25519', alg: 'ECDH-ES' }),
    ])
    const app = freshApi()
    for (const algorithm of ['RS256', 'ES256', 'EdDSA']) {
      expect((await send(app, await issuer.accessToken({}, {}, key(algorithm)))).status).toBe(200)
    }
    const encryption = await issuer.accessToken({}, { kid: 'enc', alg: 'RS256' }, key('RS256'))
    expectRefusal(await send(app, encryption), 'ERR_TOKEN_KEY')
  })

  it('decoys: one key id for three keys of three algorithms', async () => {
    const kid = 'same'
    issuer.setJwks(['EdDSA', 'PS256', 'ES256'].map((algorithm) => jwk(algorithm, { kid })))
    const app = freshApi()
    for (const algorithm of ['PS256', 'ES256', 'EdDSA']) {
      expect((await send(app, await issuer.accessToken({}, { kid }, key(algorithm)))).status).toBe(200)
    }
    const crossed = await issuer.accessToken({}, { kid, alg: 'PS256' }, key('RS256'))
    expectRefusal(await send(app, crossed), 'ERR_TOKEN_SIGNATURE')
  })

  it('without key ids, for tokens with and without one', async () => {
    issuer.setJwks([jwk('RS256', { kid: undefined }), jwk('ES256', { kid: undefined })])
    const app = freshApi()
    for (const kid of [undefined, 'anything']) {
      for (const algorithm of ['RS256', 'ES256']) {
        expect((await send(app, await issuer.accessToken({}, { kid }, key(algorithm)))).status).toBe(200)
      }
    }
  })

  it('Ed25519 under both of its names, in the key and in the token', async () => {
    for (const named of ['EdDSA', 'Ed25519', undefined]) {
      issuer.setJwks([jwk('EdDSA', { alg: named })])
      const app = freshApi()
      for (const alg of ['EdDSA', 'Ed25519']) {
        expect((await send(app, await issuer.accessToken({}, { alg }, key('EdDSA')))).status).toBe(200)
      }
      // The list of what is accepted goes by name.
      const strict = freshApi({ algorithms: ['Ed25519'] })
      const older = await issuer.accessToken({}, { alg: 'EdDSA' }, key('EdDSA'))
      expectRefusal(await send(strict, older), 'ERR_TOKEN_ALGORITHM')
    }
  })

  it('a key for one algorithm, with a token of another that its type would allow', async () => {
    issuer.setJwks([jwk('PS256')])
    const app = freshApi()
    expect((await send(app, await issuer.accessToken({}, {}, key('PS256')))).status).toBe(200)
    expectRefusal(await send(app, await issuer.accessToken({}, { alg: 'RS256' }, key('PS256'))), 'ERR_TOKEN_KEY')
  })

  it('an algorithm outside the list, rightly signed with a published key', async () => {
    issuer.setJwks([jwk('ES256'), jwk('RS256', { alg: undefined })])
    const app = freshApi({ algorithms: ['PS256', 'ES256', 'EdDSA'] })
    expectRefusal(await send(app, await issuer.accessToken({}, {}, key('RS256'))), 'ERR_TOKEN_ALGORITHM')
  })

  it.each(['RS384', 'RS512', 'PS384', 'PS512'])('%s with an RSA key that names no algorithm', async (alg) => {
    issuer.setJwks([jwk('RS256', { alg: undefined })])
    expect((await send(freshApi(), await issuer.accessToken({}, { alg }, key('RS256')))).status).toBe(200)
  })

  it.each(['ES384', 'ES512'])('%s', async (alg) => {
    issuer.setJwks([jwk(alg)])
    expect((await send(freshApi(), await issuer.accessToken({}, {}, key(alg)))).status).toBe(200)
  })
})

describe('issuers as they are in the wild', () => {
  it('one that ends in a slash', async () => {
    const other = await startIssuer({ algorithm: 'ES256', path: '/' })
    expect(other.issuer).toMatch(/\/$/)
    const app = createApi({ issuer: other.issuer, audience })
    expect((await send(app, await other.accessToken())).status).toBe(200)
    const without = await send(app, await other.accessToken({ iss: other.url }))
    expectRefusal(without, 'ERR_TOKEN_ISSUER')
    expect(without.body.hint).toMatch(/trailing slash/)
    await other.close()
  })

  it('one with a path, and one that has its metadata where OAuth has them alone', async () => {
    const other = await startIssuer({ algorithm: 'ES256', path: '/tenant1' })
    other.respondWith('/tenant1/.well-known/openid-configuration', { status: 404 })
    const app = createApi({ issuer: other.issuer, audience })
    expect((await send(app, await other.accessToken())).status).toBe(200)
    expect(other.requests.map(({ path }) => path)).toContain('/.well-known/oauth-authorization-server/tenant1')
    await other.close()
  })

  it('one that redirects its key set: 503, since nobody has configured the other place', async () => {
    issuer.respondWith('jwks', { status: 302, headers: { location: `${issuer.url}/elsewhere` } })
    const response = await send(freshApi(), await issuer.accessToken())
    expect([response.status, response.body.code]).toEqual([503, 'ERR_KEYS_UNAVAILABLE'])
    expect(issuer.count('/elsewhere')).toBe(0)
  })

  it('one whose answers have no end: 503', async () => {
    issuer.respondWith('jwks', { body: `{"keys":[${'{"kty":"oct"},'.repeat(30_000)}{}]}` })
    expect((await send(freshApi(), await issuer.accessToken())).status).toBe(503)
  })

  it('one whose key set is replaced by rubbish later: the last good one stays', async () => {
    const app = freshApi({ cache: false })
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
    const known = await issuer.accessToken()
    for (const rubbish of [[], [null], [{ kty: 'oct', k: 'c2VjcmV0' }], 'rubbish', { keys: 'none' }]) {
      issuer.setJwks(rubbish)
      await send(app, await issuer.accessToken({}, { kid: 'unknown' }))
      expect((await send(app, known)).status).toBe(200)
    }
  })
})

describe('a background renewal', () => {
  it('does not keep the process alive, and ends with the guard', async () => {
    const guard = apiGuard({ issuer: issuer.issuer, audience })
    await guard.verify(await issuer.accessToken())
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Interval')).toEqual([])
    guard.close()
  })
})
