import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { errorCodes } from '@tandem-auth/tokens'
import express, { type Express } from 'express'
import { SignJWT } from 'jose'
import request, { type Response } from 'supertest'
import { type ApiGuardOptions, apiGuard, authErrorHandler, type DpopOptions, type ErrorCode } from '../src/index.js'
import { audience, createApi, createOrdersApi, send } from './api.js'
import { baseUrl, challengesOf, type DpopClient, dpopClient, sendDpop } from './dpop-client.js'
import { startApi } from './running-api.js'

let issuer: TestIssuer
let client: DpopClient
let token: string

beforeAll(async () => {
  issuer = await startIssuer()
  client = await dpopClient()
  token = await issuer.accessToken({ cnf: { jkt: client.jkt } })
})
afterAll(() => issuer.close())
afterEach(() => {
  jest.useRealTimers()
})

const algs = 'algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"'

function optionsWith(dpop: Partial<DpopOptions> = {}, more: Partial<ApiGuardOptions> = {}): ApiGuardOptions {
  return { issuer: issuer.issuer, audience, dpop: { baseUrl, ...dpop }, ...more }
}

function api(dpop?: Partial<DpopOptions>, more?: Partial<ApiGuardOptions>): Express {
  return createApi(optionsWith(dpop, more))
}

/** A refusal of a token that came with the scheme DPoP. */
function expectDpopRefusal(response: Response, code: ErrorCode, error = 'invalid_dpop_proof'): void {
  const [status, message] = errorCodes[code]
  expect({ status: response.status, code: response.body.code, challenges: challengesOf(response) }).toEqual({
    status,
    code,
    challenges: ['Bearer', `DPoP error="${error}", error_description="${message}", ${algs}`],
  })
}

describe('a token with its proof (RFC 9449, 7)', () => {
  it('is accepted, each time with a new proof, cached or not, with the key it is bound to in auth', async () => {
    for (const app of [api(), api({}, { cache: false })]) {
      for (const _time of [1, 2, 3]) {
        const response = await client.get(app, token)
        expect([response.status, response.body.confirmation]).toEqual([200, { jkt: client.jkt }])
        expect(response.headers['dpop-nonce']).toBeUndefined()
      }
    }
  })

  it.each(['ES256', 'ES384', 'ES512', 'PS256', 'RS256', 'EdDSA'])('may be signed with %s', async (algorithm) => {
    const own = await dpopClient(algorithm)
    expect((await own.get(api(), await issuer.accessToken({ cnf: { jkt: own.jkt } }))).status).toBe(200)
  })

  it('may name its scheme in any case (RFC 9110, 11.1)', async () => {
    const response = await request(api())
      .get('/')
      .set('Authorization', `dpop ${token}`)
      .set('DPoP', await client.proof(token))
    expect(response.status).toBe(200)
  })

  it('may be opaque: the introspection response has cnf and the token type DPoP (RFC 9449, 6.2)', async () => {
    const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
    const app = createApi({ issuer: { issuer: issuer.issuer, introspection }, audience, dpop: { baseUrl } })
    const opaque = issuer.opaqueToken({ aud: audience, token_type: 'DPoP', cnf: { jkt: client.jkt } })
    expect((await client.get(app, opaque)).status).toBe(200)
    const { status, body } = await send(app, opaque)
    expect([status, body.code]).toEqual([401, 'ERR_TOKEN_BOUND'])
    const withoutKey = issuer.opaqueToken({ aud: audience, token_type: 'DPoP' })
    expect((await client.get(app, withoutKey)).body.code).toBe('ERR_TOKEN_BOUND')
  })

  it('reaches routes below a router, and other methods', async () => {
    const app = createOrdersApi(optionsWith())
    const claims = { htu: `${baseUrl}/orders` }
    expect((await sendDpop(app, token, await client.proof(token, { claims }), '/orders?page=2')).status).toBe(200)
    const head = { htm: 'HEAD', htu: `${baseUrl}/orders` }
    const response = await request(app)
      .head('/orders')
      .set('Authorization', `DPoP ${token}`)
      .set('DPoP', await client.proof(token, { claims: head }))
    expect(response.status).toBe(200)
  })

  it('is for the whole path of the request where the guard belongs to a router', async () => {
    const app = express()
    const router = express.Router()
    router.use(apiGuard(optionsWith()), (req, res) => {
      res.json({ url: req.url })
    })
    app.use('/v1', router, authErrorHandler())
    const whole = await client.proof(token, { claims: { htu: `${baseUrl}/v1/orders` } })
    expect((await sendDpop(app, token, whole, '/v1/orders')).body).toEqual({ url: '/orders' })
    const part = await client.proof(token, { claims: { htu: `${baseUrl}/orders` } })
    expectDpopRefusal(await sendDpop(app, token, part, '/v1/orders'), 'ERR_DPOP_REQUEST')
  })

  it('is told what scope it lacks in the challenge of its scheme', async () => {
    const app = createOrdersApi(optionsWith())
    const response = await sendDpop(
      app,
      token,
      await client.proof(token, { claims: { htu: `${baseUrl}/read` } }),
      '/read',
    )
    expect([response.status, challengesOf(response)]).toEqual([
      403,
      ['Bearer', `DPoP error="insufficient_scope", scope="read:orders", ${algs}`],
    ])
  })

  it('passes two guards that share a replay store: a proof is no replay of itself', async () => {
    const seen = new Set<string>()
    const replay = { remember: async (key: string) => !seen.has(key) && seen.add(key) !== undefined }
    const app = createApi(optionsWith({ replay }), apiGuard(optionsWith({ replay })))
    const proof = await client.proof(token)
    expect((await sendDpop(app, token, proof)).status).toBe(200)
    expectDpopRefusal(await sendDpop(app, token, proof), 'ERR_DPOP_REPLAY')
  })
})

describe('challenges (RFC 9449, 7.1)', () => {
  it('offer both schemes, and only DPoP where it is required', async () => {
    expect(challengesOf(await request(api()).get('/'))).toEqual(['Bearer', `DPoP ${algs}`])
    const required = await request(api({ required: true, algorithms: ['ES256'] }, { realm: 'api' })).get('/')
    expect([required.status, challengesOf(required)]).toEqual([401, ['DPoP realm="api", algs="ES256"']])
  })

  it('name an error only for the scheme that was used', async () => {
    const expired = await issuer.accessToken({ exp: 1 })
    const description = `error_description="${errorCodes.ERR_TOKEN_EXPIRED[1]}"`
    expect(challengesOf(await send(api(), expired))).toEqual([
      `Bearer error="invalid_token", ${description}`,
      `DPoP ${algs}`,
    ])
    expectDpopRefusal(await client.get(api(), expired), 'ERR_TOKEN_EXPIRED', 'invalid_token')
    const malformed = await request(api()).get('/').set('Authorization', 'DPoP')
    expect([malformed.status, challengesOf(malformed)]).toEqual([
      400,
      ['Bearer', `DPoP error="invalid_request", ${algs}`],
    ])
  })

  it('count the scheme DPoP as another scheme where the guard has no such option', async () => {
    const app = createApi({ issuer: issuer.issuer, audience })
    const response = await client.get(app, token)
    expect([response.status, challengesOf(response)]).toEqual([401, ['Bearer']])
    expect((await client.get(createApi({ issuer: issuer.issuer, audience, optional: true }), token)).body).toEqual({
      anonymous: true,
    })
  })

  it('are sent for bad DPoP credentials with "optional", too', async () => {
    const app = api({}, { optional: true })
    expect((await request(app).get('/')).body).toEqual({ anonymous: true })
    expectDpopRefusal(await sendDpop(app, token, 'x.y.z'), 'ERR_DPOP_PROOF')
  })
})

describe('a bound token as Bearer (RFC 9449, 7.2), under every combination of options', () => {
  const flags = [false, true]
  const combinations = flags.flatMap((required) =>
    flags.flatMap((nonce) =>
      flags.flatMap((cache) =>
        flags.flatMap((optional) => flags.map((mutualTls) => ({ required, nonce, cache, optional, mutualTls }))),
      ),
    ),
  )
  it.each(combinations)('is refused: %p', async ({ required, nonce, cache, optional, mutualTls }) => {
    const app = api(
      { required, ...(nonce && { nonce: { secret: 's'.repeat(32) } }) },
      { optional, ...(cache ? {} : { cache: false }), ...(mutualTls && { mutualTls: true as const }) },
    )
    // The second one finds a token that was accepted with its proof, and is cached.
    if (!nonce) for (const _time of [1, 2]) expect((await client.get(app, token)).status).toBe(200)
    const bearer = await send(app, token)
    expect([bearer.status, bearer.body.code]).toEqual([401, 'ERR_TOKEN_BOUND'])
    const withProof = await request(app)
      .get('/')
      .auth(token, { type: 'bearer' })
      .set('DPoP', await client.proof(token))
    expect([withProof.status, withProof.body.code]).toEqual([401, 'ERR_TOKEN_BOUND'])
  })

  it('is refused without any option, in both schemes', async () => {
    const app = createApi({ issuer: issuer.issuer, audience })
    expect((await send(app, token)).body.code).toBe('ERR_TOKEN_BOUND')
    expect((await client.get(app, token)).status).toBe(401)
  })
})

describe('a bearer token', () => {
  it('is accepted as Bearer beside DPoP, and refused where DPoP is required', async () => {
    const bearer = await issuer.accessToken()
    expect((await send(api(), bearer)).status).toBe(200)
    const response = await send(api({ required: true }), bearer)
    const message = errorCodes.ERR_TOKEN_UNBOUND[1]
    expect([response.status, response.body.code]).toEqual([401, 'ERR_TOKEN_UNBOUND'])
    expect(challengesOf(response)).toEqual([`DPoP error="invalid_token", error_description="${message}", ${algs}`])
  })

  it('is refused as DPoP, with a valid proof', async () => {
    expectDpopRefusal(await client.get(api(), await issuer.accessToken()), 'ERR_TOKEN_UNBOUND', 'invalid_token')
  })
})

describe('every member of cnf must be met', () => {
  const thumbprint = 'A'.repeat(43)
  it.each([
    ['another one that nobody checks', { kid: 'k' }],
    ['an unknown one', { unheard_of: 1 }],
    ['a certificate, without mutualTls', { 'x5t#S256': thumbprint }],
    ['a malformed thumbprint', { jkt: 'x' }],
    ['a thumbprint that is a list', { jkt: [thumbprint] }],
  ])('refuses a token that is bound to %s', async (_name, members) => {
    const bound = await issuer.accessToken({ cnf: { jkt: client.jkt, ...members } })
    expectDpopRefusal(await client.get(api(), bound), 'ERR_TOKEN_BOUND', 'invalid_token')
  })

  it('refuses a token that is bound to both where only the proof came', async () => {
    const bound = await issuer.accessToken({ cnf: { jkt: client.jkt, 'x5t#S256': thumbprint } })
    const app = api({}, { mutualTls: true })
    expectDpopRefusal(await client.get(app, bound), 'ERR_TOKEN_CERTIFICATE', 'invalid_token')
  })

  it('takes null for nothing (RFC 7800 has no such value)', async () => {
    expect((await send(api(), await issuer.accessToken({ cnf: null }))).status).toBe(200)
  })
})

describe('refuses a proof (RFC 9449, 4.3)', () => {
  it('(1) that is missing, or one of two', async () => {
    const app = api()
    const none = await request(app).get('/').set('Authorization', `DPoP ${token}`)
    expectDpopRefusal(none, 'ERR_DPOP_MISSING')
    const running = await startApi(app)
    const headers = [
      ['Authorization', `DPoP ${token}`],
      ['DPoP', await client.proof(token)],
      ['dpop', await client.proof(token)],
    ]
    const two = await running.get(headers as [string, string][])
    await running.close()
    expect([two.status, JSON.parse(two.body).code]).toEqual([401, 'ERR_DPOP_PROOF'])
    const joined = `${await client.proof(token)}, ${await client.proof(token)}`
    expectDpopRefusal(await sendDpop(app, token, joined), 'ERR_DPOP_PROOF')
  })

  it.each(['x', 'a.b', 'a.b.c', 'e30.e30.', '..', `${'a'.repeat(9000)}`, 'e30=.e30.e30'])(
    '(2) that is not a well-formed JWT: %s',
    async (proof) => {
      expectDpopRefusal(await sendDpop(api(), token, proof), 'ERR_DPOP_PROOF')
    },
  )

  it('(2) that says something twice', async () => {
    const [header, , signature] = (await client.proof(token)).split('.')
    const payload = Buffer.from('{"jti":"a","jti":"b"}').toString('base64url')
    expectDpopRefusal(await sendDpop(api(), token, `${header}.${payload}.${signature}`), 'ERR_DPOP_PROOF')
  })

  it.each([
    ['jti', 'ERR_DPOP_PROOF'],
    ['iat', 'ERR_DPOP_PROOF'],
    ['htm', 'ERR_DPOP_REQUEST'],
    ['htu', 'ERR_DPOP_REQUEST'],
    ['ath', 'ERR_DPOP_REQUEST'],
  ] as const)('(3) without %s', async (name, code) => {
    expectDpopRefusal(await client.get(api(), token, { claims: { [name]: undefined } }), code)
  })

  it.each([undefined, 'JWT', 'at+jwt', 'dpop+jwtx', 'x/dpop+jwt', 7])('(4) of the type %p', async (typ) => {
    expectDpopRefusal(await client.get(api(), token, { header: { typ } }), 'ERR_DPOP_PROOF')
  })

  it('(5) that is signed with a symmetric key, with none, or with an algorithm that is not accepted', async () => {
    const secret = Buffer.alloc(32, 1)
    const jwk = { kty: 'oct', k: secret.toString('base64url') }
    expectDpopRefusal(await client.get(api(), token, { header: { alg: 'HS256', jwk }, key: secret }), 'ERR_DPOP_PROOF')
    const [, payload] = (await client.proof(token)).split('.')
    const none = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: client.jwk })).toString('base64url')
    expectDpopRefusal(await sendDpop(api(), token, `${none}.${payload}.AA`), 'ERR_DPOP_PROOF')
    const response = await client.get(api({ algorithms: ['PS256'] }), token)
    expect([response.status, response.body.code]).toEqual([401, 'ERR_DPOP_PROOF'])
  })

  it('(6) whose signature is not by its own key', async () => {
    const other = await dpopClient()
    expectDpopRefusal(await client.get(api(), token, { key: other.privateKey }), 'ERR_DPOP_SIGNATURE')
    const app = api()
    expect((await client.get(app, token)).status).toBe(200)
    expectDpopRefusal(await client.get(app, token, { key: other.privateKey }), 'ERR_DPOP_SIGNATURE')
  })

  it('(7) with the private key in its header', async () => {
    expectDpopRefusal(await client.get(api(), token, { header: { jwk: client.privateJwk } }), 'ERR_DPOP_PROOF')
  })

  it.each([undefined, null, 'x', {}, { kty: 'EC' }, []])('(7) with the key %p in its header', async (jwk) => {
    expectDpopRefusal(await client.get(api(), token, { header: { jwk } }), 'ERR_DPOP_PROOF')
  })

  it('(7) with a key of another type than its algorithm, or with critical extensions', async () => {
    const { jwk } = await dpopClient('ES384')
    expectDpopRefusal(await client.get(api(), token, { header: { jwk } }), 'ERR_DPOP_PROOF')
    const [, payload, signature] = (await client.proof(token)).split('.')
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: client.jwk, crit: ['x'], x: 1 }
    const part = Buffer.from(JSON.stringify(header)).toString('base64url')
    expectDpopRefusal(await sendDpop(api(), token, `${part}.${payload}.${signature}`), 'ERR_DPOP_PROOF')
  })

  it.each(['POST', 'get', 'Get', '', ' GET', 'GET, POST'])('(8) for the method %p', async (htm) => {
    expectDpopRefusal(await client.get(api(), token, { claims: { htm } }), 'ERR_DPOP_REQUEST')
  })

  it.each([
    `${baseUrl}/other`,
    'https://other.example.com/',
    'http://api.example.com/',
    'https://api.example.com:8443/',
    'https://user@api.example.com/',
    '/',
    'api.example.com/',
    `${baseUrl}/%2e%2e/x`,
    '',
    7,
  ])('(9) for the URL %p', async (htu) => {
    expectDpopRefusal(await client.get(api(), token, { claims: { htu } }), 'ERR_DPOP_REQUEST')
  })

  it('(9) for the host that the caller puts into its headers', async () => {
    const forged = {
      Host: 'evil.example.com',
      'X-Forwarded-Host': 'evil.example.com',
      'X-Forwarded-Proto': 'https',
      Forwarded: 'host=evil.example.com;proto=https',
    }
    const proof = await client.proof(token, { claims: { htu: 'https://evil.example.com/' } })
    const response = await request(api()).get('/').set('Authorization', `DPoP ${token}`).set('DPoP', proof).set(forged)
    expectDpopRefusal(response, 'ERR_DPOP_REQUEST')
  })

  it('(11) that was made too long ago, or is from the future', async () => {
    const now = Math.floor(Date.now() / 1000)
    for (const iat of [now - 67, now + 8, 0, -1, now + 1e6, now - 1e9]) {
      expectDpopRefusal(await client.get(api(), token, { claims: { iat } }), 'ERR_DPOP_AGE')
    }
    for (const iat of [now - 55, now + 3, now - 1.5])
      expect((await client.get(api(), token, { claims: { iat } })).status).toBe(200)
    const app = api({ maxAge: 600 })
    expect((await client.get(app, token, { claims: { iat: now - 590 } })).status).toBe(200)
  })

  it.each([String(Math.floor(Date.now() / 1000)), null, [1]])('(11) with %p as its iat', async (iat) => {
    expectDpopRefusal(await client.get(api(), token, { claims: { iat } }), 'ERR_DPOP_PROOF')
  })

  it('(12) for another access token', async () => {
    const other = await issuer.accessToken({ cnf: { jkt: client.jkt }, jti: 'other' })
    expectDpopRefusal(await sendDpop(api(), token, await client.proof(other)), 'ERR_DPOP_REQUEST')
  })

  it('(12) by another key than the one that the token is bound to', async () => {
    const thief = await dpopClient()
    expectDpopRefusal(await thief.get(api(), token), 'ERR_DPOP_KEY', 'invalid_token')
  })
})

describe('a proof that was used (RFC 9449, 11.1)', () => {
  it('is refused, and so is another one with the same jti', async () => {
    const app = api()
    const proof = await client.proof(token, { claims: { jti: 'once' } })
    expect((await sendDpop(app, token, proof)).status).toBe(200)
    expectDpopRefusal(await sendDpop(app, token, proof), 'ERR_DPOP_REPLAY')
    expectDpopRefusal(await client.get(app, token, { claims: { jti: 'once' } }), 'ERR_DPOP_REPLAY')
  })

  it('does not use up the jti of another client', async () => {
    const app = api()
    const other = await dpopClient()
    const claims = { jti: 'shared' }
    expect((await client.get(app, token, { claims })).status).toBe(200)
    expect((await other.get(app, await issuer.accessToken({ cnf: { jkt: other.jkt } }), { claims })).status).toBe(200)
  })

  it('is still refused when it is about to become too old', async () => {
    jest.useFakeTimers({
      doNotFake: [
        'nextTick',
        'setImmediate',
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'queueMicrotask',
        'performance',
      ],
    })
    const app = api()
    const begin = Date.now()
    const claims = { iat: Math.floor(begin / 1000) + 4 }
    const proof = await client.proof(token, { claims })
    expect((await sendDpop(app, token, proof)).status).toBe(200)
    for (const seconds of [30, 60, 66]) {
      jest.setSystemTime(begin + seconds * 1000)
      expect((await client.get(app, token)).status).toBe(200)
      expectDpopRefusal(await sendDpop(app, token, proof), 'ERR_DPOP_REPLAY')
    }
    jest.setSystemTime(begin + 80_000)
    expectDpopRefusal(await sendDpop(app, token, proof), 'ERR_DPOP_AGE')
  })

  it('may have a jti of a megabyte for all the store cares', async () => {
    const running = await startApi(api())
    const proof = await client.proof(token, { claims: { jti: 'j'.repeat(1e6) } })
    const response = await running.write(
      Buffer.from(
        `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: DPoP ${token}\r\nDPoP: ${proof}\r\n\r\n`,
      ),
    )
    await running.close()
    expect(response === '' || response.startsWith('HTTP/1.1 431')).toBe(true)
    const guard = apiGuard(optionsWith())
    const dpop = { proof, method: 'GET', url: '/' }
    await expect(guard.verify(token, { dpop })).rejects.toMatchObject({ code: 'ERR_DPOP_PROOF' })
    const keys: string[] = []
    const replay = { remember: async (key: string) => keys.push(key) > 0 }
    expect((await client.get(api({ replay }), token, { claims: { jti: 'j'.repeat(4000) } })).status).toBe(200)
    expect(keys).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('away')
      },
    ],
    ['rejects', () => Promise.reject(new Error('away'))],
    ['returns something else', () => Promise.resolve('OK')],
    ['returns nothing', () => Promise.resolve(undefined)],
  ])("is nobody's fault when the store %s: 503", async (_name, remember) => {
    const response = await client.get(api({ replay: { remember: remember as never } }), token)
    const seen = [response.status, response.body.code, response.headers['retry-after'], challengesOf(response)]
    expect(seen).toEqual([503, 'ERR_REPLAY_STORE', '5', []])
  })
})

describe('verify() for tokens that come some other way', () => {
  it('takes the proof, the method and the URL', async () => {
    const guard = apiGuard(optionsWith())
    for (const url of ['/socket', `${baseUrl}/socket?x=1`]) {
      const proof = await client.proof(token, { claims: { htu: `${baseUrl}/socket` } })
      const auth = await guard.verify(token, { dpop: { proof, method: 'GET', url } })
      expect(auth.confirmation).toEqual({ jkt: client.jkt })
    }
    await expect(guard.verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_BOUND', status: 401 })
  })

  it('does not let a URL that was made from the Host header decide', async () => {
    const guard = apiGuard(optionsWith())
    const url = 'https://evil.example.com/socket'
    const proof = await client.proof(token, { claims: { htu: url } })
    await expect(guard.verify(token, { dpop: { proof, method: 'GET', url } })).rejects.toMatchObject({
      code: 'ERR_DPOP_REQUEST',
    })
  })

  it('is a mistake of the app with a proof where the guard checks none', async () => {
    const guard = apiGuard({ issuer: issuer.issuer, audience })
    const dpop = { proof: 'x', method: 'GET', url: '/' }
    await expect(guard.verify(token, { dpop })).rejects.toThrow(TypeError)
  })
})

describe('nonces (RFC 9449, 8 and 9)', () => {
  const secret = 'nonce-secret-of-at-least-32-bytes'
  const nonceOf = (response: Response): string => String(response.headers['dpop-nonce'])

  it('are demanded by a challenge that has one, and that no cache may keep', async () => {
    const app = api({ nonce: { secret } })
    const demanded = await client.get(app, token)
    expectDpopRefusal(demanded, 'ERR_DPOP_NONCE', 'use_dpop_nonce')
    expect(demanded.headers['cache-control']).toBe('no-store')
    const accepted = await client.get(app, token, { claims: { nonce: nonceOf(demanded) } })
    expect([accepted.status, accepted.headers['dpop-nonce']]).toEqual([200, undefined])
  })

  it('are the same on all machines, and accepted while a secret is being replaced', async () => {
    const nonce = nonceOf(await client.get(api({ nonce: { secret } }), token))
    const claims = { nonce }
    expect((await client.get(api({ nonce: { secret } }), token, { claims })).status).toBe(200)
    const rotated = await client.get(api({ nonce: { secret: ['n'.repeat(32), secret] } }), token, { claims })
    expect(rotated.status).toBe(200)
    expect(nonceOf(rotated)).not.toBe(nonce)
  })

  it.each(['of another server', '', null, 7, ['x']])('are refused when they are %p', async (kind) => {
    const nonce =
      kind === 'of another server' ? nonceOf(await client.get(api({ nonce: { secret: 'o'.repeat(32) } }), token)) : kind
    const response = await client.get(api({ nonce: { secret } }), token, { claims: { nonce } })
    expectDpopRefusal(response, 'ERR_DPOP_NONCE', 'use_dpop_nonce')
  })

  it('are followed by a new one when they are half as old as they may get, and refused afterwards', async () => {
    jest.useFakeTimers({
      doNotFake: [
        'nextTick',
        'setImmediate',
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'queueMicrotask',
        'performance',
      ],
    })
    const period = 30_000
    const begin = Math.ceil(Date.now() / period) * period
    jest.setSystemTime(begin + 1000)
    const own = await issuer.accessToken({ cnf: { jkt: client.jkt } })
    const app = api({ nonce: { secret, lifetime: 60 } })
    const nonce = nonceOf(await client.get(app, own))
    jest.setSystemTime(begin + period + 1000)
    const due = await client.get(app, own, { claims: { nonce } })
    expect([due.status, due.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(nonceOf(due)).toMatch(/^[\w-]{43}$/)
    jest.setSystemTime(begin + 2 * period + 6000)
    expectDpopRefusal(await client.get(app, own, { claims: { nonce } }), 'ERR_DPOP_NONCE', 'use_dpop_nonce')
    expect((await client.get(app, own, { claims: { nonce: nonceOf(due) } })).status).toBe(200)
  })

  it('stand for the time of a proof, so that a client whose clock is wrong is served', async () => {
    const app = api({ nonce: { secret } })
    const nonce = nonceOf(await client.get(app, token))
    const claims = { nonce, iat: Math.floor(Date.now() / 1000) - 86_400, jti: 'slow clock' }
    const proof = await client.proof(token, { claims })
    expect((await sendDpop(app, token, proof)).status).toBe(200)
    expectDpopRefusal(await sendDpop(app, token, proof), 'ERR_DPOP_REPLAY')
  })
})

it('verifies a proof for each request while the token is cached, and never mixes up two clients', async () => {
  const app = api()
  const clients = await Promise.all(Array.from({ length: 20 }, () => dpopClient()))
  const tokens = await Promise.all(clients.map(({ jkt }) => issuer.accessToken({ cnf: { jkt } })))
  for (const _round of [1, 2, 3]) {
    const responses = await Promise.all(clients.map((own, index) => own.get(app, tokens[index] ?? '')))
    expect(responses.map(({ status, body }) => [status, body.confirmation.jkt])).toEqual(
      clients.map(({ jkt }) => [200, jkt]),
    )
    const swapped = await Promise.all(clients.map((own, index) => own.get(app, tokens[(index + 1) % 20] ?? '')))
    for (const response of swapped) expectDpopRefusal(response, 'ERR_DPOP_KEY', 'invalid_token')
  }
})

it('does not accept a forged header of a key whose proof was accepted', async () => {
  const app = api()
  expect((await client.get(app, token)).status).toBe(200)
  const [header] = (await client.proof(token)).split('.')
  const payload = Buffer.from(JSON.stringify({ jti: 'f', htm: 'GET', htu: `${baseUrl}/` })).toString('base64url')
  expect((await sendDpop(app, token, `${header}.${payload}.${'A'.repeat(86)}`)).status).toBe(401)
  const assertion = await new SignJWT({ jti: 'g' })
    .setProtectedHeader({ alg: 'ES256', jwk: client.jwk })
    .sign(client.privateKey)
  expectDpopRefusal(await sendDpop(app, token, assertion), 'ERR_DPOP_PROOF')
})

describe('an option that cannot work throws when the guard is made', () => {
  it.each([
    ['no base URL', {}, /"dpop\.baseUrl" must be/],
    ['a base URL without TLS', { baseUrl: 'http://api.example.com' }, /"dpop\.baseUrl" must be https/],
    ['a base URL with a query', { baseUrl: 'https://api.example.com/?x' }, /"dpop\.baseUrl"/],
    ['an unknown option', { baseUrl, htu: 'x' }, /unknown option "dpop\.htu"/],
    ['HS256', { baseUrl, algorithms: ['HS256'] }, /"dpop\.algorithms" can't hold "HS256"/],
    ['a short secret', { baseUrl, nonce: { secret: 'short' } }, /"dpop\.nonce\.secret" must have at least 32 bytes/],
    ['no secret', { baseUrl, nonce: {} }, /"dpop\.nonce\.secret"/],
    ['a store that is none', { baseUrl, replay: {} }, /"dpop\.replay" must be a replay store/],
    ['an age of nothing', { baseUrl, maxAge: 0 }, /"dpop\.maxAge"/],
    ['required as text', { baseUrl, required: 'yes' }, /"dpop\.required" must be true or false/],
    ['true', true, /"dpop" must be an object/],
  ])('%s', (_name, dpop, message) => {
    expect(() => apiGuard({ issuer: issuer.issuer, audience, dpop: dpop as never })).toThrow(message)
  })
})
