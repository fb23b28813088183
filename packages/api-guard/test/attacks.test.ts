import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request from 'supertest'
import { type ApiGuardOptions, apiGuard, authErrorHandler, present, requireClaim, requireScopes } from '../src/index.js'
import { audience, createApi, expectRefusal, send } from './api.js'

let issuer: TestIssuer
let app: Express
let attacker: SigningKey

beforeAll(async () => {
  issuer = await startIssuer()
  attacker = await generateSigningKey('RS256', 'attacker')
  app = createApi({ issuer: issuer.issuer, audience })
})
afterAll(() => issuer.close())
afterEach(() => {
  issuer.restore()
  issuer.setJwks(undefined)
  issuer.resetRequests()
})

const now = () => Math.floor(Date.now() / 1000)
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const payload = (claims: object = {}) => ({
  iss: issuer.issuer,
  sub: 'admin',
  aud: audience,
  client_id: 'client-1',
  jti: 'a',
  iat: now(),
  exp: now() + 300,
  ...claims,
})
const kid = () => issuer.jwks.keys[0]?.kid

/** A guard that knows no key yet: what it asks the issuer for, a token has made it ask for. */
const freshApi = (options: Partial<ApiGuardOptions> = {}) => createApi({ issuer: issuer.issuer, audience, ...options })

beforeEach(async () => {
  // The tokens below differ from this one by the attack alone.
  expect((await send(app, await issuer.sign(payload(), { typ: 'at+jwt' }))).status).toBe(200)
})

describe('algorithms', () => {
  it.each(['none', 'nOnE', 'NONE', 'None', ' none', ''])(
    'a token without a signature, whose "alg" is %p',
    async (alg) => {
      const unsigned = `${encode({ alg, typ: 'at+jwt', kid: kid() })}.${encode(payload())}`
      for (const signature of ['AAAA', (await issuer.accessToken()).split('.')[2]]) {
        expectRefusal(await send(app, `${unsigned}.${signature}`), 'ERR_TOKEN_ALGORITHM')
      }
      expectRefusal(await send(app, `${unsigned}.`), 'ERR_TOKEN_MALFORMED')
    },
  )

  it.each(['HS256', 'HS384', 'HS512'])('the public key as the shared secret of %s', async (alg) => {
    const [publicJwk] = issuer.jwks.keys
    const pem = await issuer.sign(payload(), { typ: 'at+jwt', alg })
    const modulus = await issuer.sign(payload(), { typ: 'at+jwt', alg }, Buffer.from(publicJwk?.n ?? '', 'base64url'))
    const jwk = await issuer.sign(payload(), { typ: 'at+jwt', alg }, JSON.stringify(publicJwk))
    for (const token of [pem, modulus, jwk]) expectRefusal(await send(app, token), 'ERR_TOKEN_ALGORITHM')
  })

  it('an empty shared secret, and one that stands in the key set', async () => {
    issuer.setJwks([
      ...issuer.jwks.keys,
      { kty: 'oct', k: '', kid: 'empty' },
      { kty: 'oct', k: 'c2VjcmV0', kid: 'oct' },
    ])
    const api = freshApi()
    const empty = await issuer.sign(payload(), { typ: 'at+jwt', alg: 'HS256', kid: 'empty' }, '')
    const known = await issuer.sign(payload(), { typ: 'at+jwt', alg: 'HS256', kid: 'oct' }, 'secret')
    for (const token of [empty, known]) expectRefusal(await send(api, token), 'ERR_TOKEN_ALGORITHM')
  })

  it('an RSA key so weak that it can be factored', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 1024,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const key = createPrivateKey(privateKey)
    const { n, e } = key.export({ format: 'jwk' })
    issuer.setJwks([...issuer.jwks.keys, { kty: 'RSA', n, e, kid: 'weak', alg: 'RS256' }])
    const token = await issuer.sign(payload(), { typ: 'at+jwt', alg: 'RS256', kid: 'weak' }, key)
    expectRefusal(await send(freshApi(), token), 'ERR_TOKEN_KEY')
  })

  it('a key on another curve than the algorithm’s', async () => {
    const p384 = await generateSigningKey('ES384', 'p384')
    issuer.setJwks([...issuer.jwks.keys, { ...p384.publicJwk, alg: undefined }])
    const api = freshApi()
    const right = await issuer.sign(payload(), { typ: 'at+jwt', alg: 'ES384', kid: 'p384' }, p384)
    expect((await send(api, right)).status).toBe(200)
    const wrong = await issuer.sign(payload(), { typ: 'at+jwt', alg: 'ES256', kid: 'p384' }, p384)
    expectRefusal(await send(api, wrong), 'ERR_TOKEN_KEY')
  })

  it('a signature of zeros, which a careless library takes for any message', async () => {
    const p256 = await generateSigningKey('ES256', 'p256')
    issuer.setJwks([...issuer.jwks.keys, p256.publicJwk])
    const api = freshApi()
    const token = await issuer.sign(payload(), { typ: 'at+jwt', alg: 'ES256', kid: 'p256' }, p256)
    expect((await send(api, token)).status).toBe(200)
    const forged = `${token.slice(0, token.lastIndexOf('.'))}.${Buffer.alloc(64).toString('base64url')}`
    expectRefusal(await send(api, forged), 'ERR_TOKEN_SIGNATURE')
  })
})

describe('keys that the token brings along', () => {
  it('an embedded public key, with which the token verifies', async () => {
    for (const header of [{ jwk: attacker.publicJwk }, { jwk: attacker.publicJwk, kid: kid() }, { kid: undefined }]) {
      const token = await issuer.sign(payload(), { typ: 'at+jwt', jwk: attacker.publicJwk, ...header }, attacker)
      const response = await send(app, token)
      expect(response.status).toBe(401)
      expect(response.body.code).toMatch(/^ERR_TOKEN_(KEY|SIGNATURE)$/)
    }
  })

  it('addresses of keys and certificates, which are never asked', async () => {
    const place = `${issuer.url}/evil`
    issuer.respondWith('/evil', { body: { keys: [attacker.publicJwk] } })
    const header = { typ: 'at+jwt', jku: place, x5u: place, x5c: [place], 'x5t#S256': 'AAAA', kid: place }
    expectRefusal(await send(app, await issuer.sign(payload(), header, attacker)), 'ERR_TOKEN_KEY')
    expect(issuer.count('/evil')).toBe(0)
  })

  it.each([
    ['a path', '../../../../dev/null'],
    ['a query', "x' UNION SELECT 'key' --"],
    ['a command', '|/bin/id'],
    ['a member of every object', '__proto__'],
    ['a method of every object', 'constructor'],
    ['nothing', ''],
    ['the name of another member of the key', 'n'],
    ['a wildcard', '*'],
  ])('a key id that is %s', async (_name, id) => {
    const token = await issuer.sign(payload(), { typ: 'at+jwt', kid: id }, attacker)
    const response = await send(app, token)
    expect(response.status).toBe(401)
    expect(response.body.code).toBe('ERR_TOKEN_KEY')
  })

  it.each([
    ['an object', { $ne: null }],
    ['a list', ['a']],
    ['a number', 1],
    ['endless', 'k'.repeat(10_000)],
  ])('a key id that is %s', async (_name, id) => {
    const token = await issuer.sign(payload(), { typ: 'at+jwt', kid: id }, attacker)
    expectRefusal(await send(app, token), 'ERR_TOKEN_HEADER')
  })
})

describe('extensions and encryption', () => {
  it('an extension that has to be understood, and is not', async () => {
    for (const header of [{ crit: ['exp'], exp: 1 }, { crit: [] }, { crit: ['b64'], b64: false }, { b64: false }]) {
      expectRefusal(await send(app, await issuer.accessToken({}, header)), 'ERR_TOKEN_HEADER')
    }
  })

  it('an encrypted token that would unpack to gigabytes or count for hours', async () => {
    for (const header of [
      { alg: 'dir', enc: 'A256GCM', zip: 'DEF' },
      { alg: 'PBES2-HS512+A256KW', p2c: 2 ** 31 },
    ]) {
      const began = performance.now()
      expectRefusal(await send(freshApi(), `${encode(header)}.AAAA.AAAA.AAAA.AAAA`), 'ERR_TOKEN_ENCRYPTED')
      expect(performance.now() - began).toBeLessThan(5000)
    }
    expect(issuer.requests).toEqual([])
  })

  it('one signature spelt in two ways', async () => {
    const token = await issuer.accessToken()
    const last = token.slice(-1)
    // 256 bytes of an RSA signature leave four bits of the last character unused.
    const spelling = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const other = spelling[spelling.indexOf(last) + 1] ?? ''
    expect(Buffer.from(`${token.slice(0, -1)}${other}`.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    )
    expectRefusal(await send(app, `${token.slice(0, -1)}${other}`), 'ERR_TOKEN_MALFORMED')
    expectRefusal(await send(app, `${token}==`), 'ERR_TOKEN_MALFORMED')
  })
})

describe('audience and issuer', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['an empty list', []],
    ['a nested list', [[audience]]],
    ['a list with something else in it', [audience, { a: 1 }]],
    ['an object with the right key', { [audience]: true }],
    ['an object that looks like a list', { 0: audience, length: 1 }],
    ['an object that can not become text', { toString: 1, valueOf: 1 }],
    ['true', true],
    ['a part of the right one', 'https://api.example'],
    ['longer than the right one', `${audience}.evil.example`],
    ['the right one with a slash', `${audience}/`],
    ['the right one in another case', audience.toUpperCase()],
    ['the right one with a blank', ` ${audience}`],
    ['two in one text', `https://other.example ${audience}`],
    ['a wildcard', '*'],
  ])('an audience that is %s', async (_name, aud) => {
    expectRefusal(await send(app, await issuer.accessToken({ aud })), 'ERR_TOKEN_AUDIENCE')
    // Under another type, too: the hint looks at the audience in its own way.
    expectRefusal(await send(app, await issuer.accessToken({ aud, nonce: 'a' }, { typ: 'JWT' })), 'ERR_TOKEN_KIND')
    expectRefusal(await send(app, await issuer.accessToken({ aud, at_hash: 'a' })), 'ERR_TOKEN_KIND')
  })

  it.each([
    ['missing', undefined],
    ['a list with the right one', () => [issuer.issuer]],
    ['an object', { toString: 1 }],
    ['the right one in another case', () => issuer.issuer.toUpperCase()],
    ['the right one with a path', () => `${issuer.issuer}/evil`],
    ['a member of every object', '__proto__'],
    ['an address that the guard could be made to call', () => `${issuer.url}/evil`],
    ['the address of a cloud’s metadata', 'http://169.254.169.254/latest'],
  ])('an issuer that is %s: nobody is asked', async (_name, value) => {
    const iss = typeof value === 'function' ? value() : value
    const api = freshApi()
    expectRefusal(await send(api, await issuer.accessToken({ iss })), 'ERR_TOKEN_ISSUER')
    expect(issuer.requests).toEqual([])
  })

  it('a token of one issuer with the signature of another, both of them trusted', async () => {
    const other = await startIssuer({ algorithm: 'ES256' })
    const api = createApi({ issuer: [issuer.issuer, other.issuer], audience })
    expect((await send(api, await other.accessToken())).body.issuer).toBe(other.issuer)
    expect((await send(api, await issuer.accessToken())).body.issuer).toBe(issuer.issuer)
    expectRefusal(await send(api, await other.accessToken({ iss: issuer.issuer })), 'ERR_TOKEN_KEY')
    const [key] = other.jwks.keys
    const kidless = await other.sign(payload(), { typ: 'at+jwt', alg: key?.alg, kid: undefined })
    expectRefusal(await send(api, kidless), 'ERR_TOKEN_KEY')
    await other.close()
  })
})

describe('claims', () => {
  it.each([
    ['a string', '4000000000'],
    ['null', null],
    ['a list', [4_000_000_000]],
    ['true', true],
    ['beyond what numbers can count', 2 ** 60],
  ])('an expiry that is %s', async (_name, exp) => {
    expectRefusal(await send(app, await issuer.accessToken({ exp })), 'ERR_TOKEN_CLAIMS')
  })

  it('an expiry of 1e400, and one that is not there', async () => {
    const text = JSON.stringify(payload({ exp: 0 })).replace('"exp":0', '"exp":1e400')
    expectRefusal(await send(app, await issuer.sign(text, { typ: 'at+jwt' })), 'ERR_TOKEN_CLAIMS')
    const nan = JSON.stringify(payload({ exp: 0 })).replace('"exp":0', '"exp":NaN')
    expectRefusal(await send(app, await issuer.sign(nan, { typ: 'at+jwt' })), 'ERR_TOKEN_MALFORMED')
    expectRefusal(await send(app, await issuer.accessToken({ exp: undefined })), 'ERR_TOKEN_CLAIMS')
  })

  it('a token from the future', async () => {
    expectRefusal(await send(app, await issuer.accessToken({ iat: now() + 60 })), 'ERR_TOKEN_NOT_YET')
    expectRefusal(await send(app, await issuer.accessToken({ nbf: now() + 60 })), 'ERR_TOKEN_NOT_YET')
    for (const time of ['0', 2 ** 60, null]) {
      expectRefusal(await send(app, await issuer.accessToken({ nbf: time })), 'ERR_TOKEN_CLAIMS')
      expectRefusal(await send(app, await issuer.accessToken({ iat: time })), 'ERR_TOKEN_CLAIMS')
    }
  })

  it.each([
    ['the audience', (text: string) => text.replace('"aud":', '"aud":"https://evil.example","aud":')],
    ['the subject, once by an escape', (text: string) => text.replace('"sub":', '"s\\u0075b":"user-1","sub":')],
    ['the expiry', (text: string) => text.replace('"exp":', '"exp":4000000000,"exp":')],
    ['something that nobody reads', (text: string) => text.replace('{', '{"x":1,"x":2,')],
  ])('a token that says twice %s', async (_name, change) => {
    const token = await issuer.sign(change(JSON.stringify(payload())), { typ: 'at+jwt' })
    expectRefusal(await send(app, token), 'ERR_TOKEN_MALFORMED')
  })

  it('a header that says twice what the algorithm is', async () => {
    const header = `{"alg":"none","typ":"at+jwt","kid":"${kid()}","alg":"RS256"}`
    expectRefusal(await send(app, await issuer.sign(payload(), header)), 'ERR_TOKEN_MALFORMED')
  })

  it.each(['[]', 'null', '"text"', '7', 'true', '', '{}x', '{"a":'])('a payload that is %p', async (text) => {
    // An empty payload leaves an empty part; every other one is well encoded.
    expectRefusal(await send(app, await issuer.sign(text, { typ: 'at+jwt' })), 'ERR_TOKEN_MALFORMED')
  })

  it('a payload nested so deep that walking through it would exhaust the stack', async () => {
    const deep = JSON.stringify(payload()).replace('{', `{"x":${'['.repeat(2000)}${']'.repeat(2000)},`)
    expectRefusal(await send(app, await issuer.sign(deep, { typ: 'at+jwt' })), 'ERR_TOKEN_MALFORMED')
  })

  it.each([
    ['DPoP', { jkt: 'thumbprint' }],
    ['mutual TLS', { 'x5t#S256': 'thumbprint' }],
    ['something unheard of', { unheard_of: 1 }],
    ['nothing', {}],
    ['a list', ['jkt']],
  ])('a token bound to a key by %s, as a plain bearer token', async (_name, cnf) => {
    expectRefusal(await send(app, await issuer.accessToken({ cnf })), 'ERR_TOKEN_BOUND')
  })
})

describe('a polluted prototype', () => {
  const polluted = async (members: object, attack: () => Promise<void>) => {
    Object.assign(Object.prototype, members)
    try {
      await attack()
    } finally {
      for (const name of Object.keys(members)) Reflect.deleteProperty(Object.prototype, name)
    }
  }

  it.each(['iss', 'aud', 'client_id', 'jti', 'iat', 'exp'])('does not lend a token its "%s"', async (name) => {
    const whole: Record<string, unknown> = payload()
    const token = await issuer.sign({ ...whole, [name]: undefined }, { typ: 'at+jwt' })
    await polluted({ [name]: whole[name] }, async () => {
      const response = await send(app, token)
      expect(response.status).toBe(401)
    })
  })

  it('does not lend a token a subject', async () => {
    const token = await issuer.sign(payload({ sub: undefined }), { typ: 'at+jwt' })
    await polluted({ sub: 'admin' }, async () => {
      const response = await send(app, token)
      expect([response.status, Object.hasOwn(response.body, 'subject')]).toEqual([200, false])
    })
  })

  it('does not make an access token of one that says nothing about its kind', async () => {
    const token = await issuer.sign(payload(), { marker: 'no typ' })
    await polluted({ typ: 'at+jwt' }, async () => expectRefusal(await send(app, token), 'ERR_TOKEN_KIND'))
  })

  it('grants no scope, claim or permission', async () => {
    const routes = express()
    routes.use(apiGuard({ issuer: issuer.issuer, audience }))
    routes.get('/scope', requireScopes('admin'), (_req, res) => void res.end())
    routes.get('/claim', requireClaim('admin', true), (_req, res) => void res.end())
    routes.get('/there', requireClaim('admin', present), (_req, res) => void res.end())
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      routes.get(`/${name}`, requireClaim(name, present), (_req, res) => void res.end())
    }
    routes.use(authErrorHandler())
    const token = await issuer.accessToken({ scope: undefined })
    const own = await issuer.sign(JSON.stringify(payload()).replace('{', '{"__proto__":{"admin":true},'), {
      typ: 'at+jwt',
    })
    await polluted({ scope: 'admin', admin: true }, async () => {
      for (const path of ['/scope', '/claim', '/there']) expect((await send(routes, token, path)).status).toBe(403)
    })
    for (const path of ['/claim', '/there']) expect((await send(routes, own, path)).status).toBe(403)
    for (const path of ['/__proto__', '/constructor', '/toString', '/hasOwnProperty']) {
      expect((await send(routes, token, path)).status).toBe(403)
    }
    // Here the issuer has signed such a claim: a member like any other.
    expect((await send(routes, own, '/__proto__')).status).toBe(200)
  })
})

describe('scopes', () => {
  it.each([
    ['a longer one', 'read:orders:all'],
    ['a shorter one', 'read'],
    ['one in another case', 'READ:orders'],
    ['a tab between two', 'a\tread:orders'],
    ['a line break between two', 'a\nread:orders'],
    ['a comma between two', 'a,read:orders'],
    ['a blank that is no blank', 'a\u00a0read:orders'],
    ['a list with two in one', ['a read:orders']],
    ['a nested list', [['read:orders']]],
    ['an object', { 'read:orders': true }],
    ['true', true],
    ['a pattern', 'read:*'],
  ])('%s', async (_name, scope) => {
    const api = freshApi({ scopes: ['read:orders'] })
    const response = await send(api, await issuer.accessToken({ scope }))
    expect(response.status).toBe(403)
    expect(response.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="read:orders"')
  })
})

describe('headers of the answer', () => {
  it('have nothing in them that the token says, be it a line break, a quote or a name', async () => {
    const evil = 'evil"\r\nSet-Cookie: a=b\r\n\u0000ä'
    const tokens = [
      await issuer.accessToken({ iss: evil }),
      await issuer.accessToken({ aud: evil }),
      await issuer.accessToken({}, { typ: evil }),
      await issuer.accessToken({}, { kid: evil }),
      await issuer.accessToken({}, { alg: evil }),
      await issuer.accessToken({ aud: evil, nonce: evil }, { typ: 'JWT' }),
      await issuer.accessToken({ client_id: evil }),
      await issuer.accessToken({ scope: evil }),
    ]
    const api = freshApi({ scopes: ['read'], clientIds: ['client-1'] })
    for (const token of tokens) {
      const response = await send(api, token)
      expect([401, 403]).toContain(response.status)
      expect(JSON.stringify(response.headers)).not.toContain('evil')
      expect(response.headers['www-authenticate']).toMatch(/^Bearer [\x20-\x7e]+$/)
      expect(response.headers['set-cookie']).toBeUndefined()
      // The hint may quote, and is printable ASCII when it does.
      expect(response.body.hint).toMatch(/^[\x20-\x7e]+$/)
    }
  })
})

describe('preflights', () => {
  it('do not let a request pass that says it is one', async () => {
    const preflight = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'DELETE' }
    const response = await request(app).options('/').set(preflight)
    expect(response.status).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer')
    const token = await issuer.idToken()
    expectRefusal(await request(app).options('/').set(preflight).auth(token, { type: 'bearer' }), 'ERR_TOKEN_KIND')
  })
})

describe('cost', () => {
  it('of a hostile token grows with its length alone', async () => {
    const parts = ['e'.repeat(15_000), `${'e30.'.repeat(3000)}`, `eyJ${'A'.repeat(15_000)}`, `${'.'.repeat(12_000)}`]
    const header = encode({ alg: 'RS256', typ: 'at+jwt' })
    const quotes = Buffer.from(`{"a":"${'\\"'.repeat(4000)}"}`).toString('base64url')
    const hostile = [...parts, `${header}.${quotes}.AAAA`, `${header}.${'A'.repeat(12_000)}.AAAA`]
    const guard = apiGuard({ issuer: issuer.issuer, audience })
    const began = performance.now()
    for (let round = 0; round < 20; round += 1) {
      for (const token of hostile) await expect(guard.verify(token)).rejects.toMatchObject({ status: 401 })
    }
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('of a provider that hangs is one time limit for everybody, and then none for a while', async () => {
    issuer.respondWith('jwks', { delayMs: 10_000 })
    const guard = apiGuard({ issuer: issuer.issuer, audience, timeout: 0.2 })
    const token = await issuer.accessToken()
    for (let round = 0; round < 5; round += 1) {
      const verdicts = await Promise.allSettled(Array.from({ length: 20 }, () => guard.verify(token)))
      for (const verdict of verdicts) expect(verdict).toMatchObject({ reason: { code: 'ERR_KEYS_UNAVAILABLE' } })
    }
    expect(issuer.count('jwks')).toBe(5)
    await expect(guard.verify(token)).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '5' } })
    expect(issuer.count('jwks')).toBe(5)
  })
})
