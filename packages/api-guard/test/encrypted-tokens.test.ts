import { encryptJwe, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { CompactEncrypt, exportJWK, exportPKCS8, generateKeyPair, type JWK } from 'jose'
import { type ApiGuardOptions, apiGuard } from '../src/index.js'
import { audience, createApi, expectRefusal, send } from './api.js'
import { baseUrl, dpopClient } from './dpop-client.js'

let issuer: TestIssuer
let rsa: { publicJwk: JWK; privateJwk: JWK; pem: string }
let ec: typeof rsa

async function keys(algorithm: string, kid: string) {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return {
    publicJwk: { ...(await exportJWK(publicKey)), kid },
    privateJwk: { ...(await exportJWK(privateKey)), kid },
    pem: await exportPKCS8(privateKey),
  }
}

beforeAll(async () => {
  issuer = await startIssuer()
  rsa = await keys('RSA-OAEP-256', 'rsa')
  ec = await keys('ECDH-ES', 'ec')
})
afterAll(() => issuer.close())

function options(
  decryptionKeys: ApiGuardOptions['decryptionKeys'],
  more: Partial<ApiGuardOptions> = {},
): ApiGuardOptions {
  return { issuer: issuer.issuer, audience, decryptionKeys, ...more }
}

describe('encrypted access tokens (RFC 7516)', () => {
  it.each(['A128GCM', 'A192GCM', 'A256GCM'])('are opened and then judged as any other: %s', async (enc) => {
    const app = createApi(options([rsa.privateJwk, ec.privateJwk]))
    for (const { publicJwk } of [rsa, ec]) {
      const token = await encryptJwe(await issuer.accessToken(), publicJwk, { enc, cty: 'JWT' })
      for (const _time of [1, 2, 3]) {
        const { status, body } = await send(app, token)
        expect([status, body.subject]).toEqual([200, 'user-1'])
      }
      const expired = await encryptJwe(await issuer.accessToken({ exp: 1 }), publicJwk, { enc })
      expectRefusal(await send(app, expired), 'ERR_TOKEN_EXPIRED')
    }
  })

  it('are opened with PEM, without a kid, and beside plain ones', async () => {
    const app = createApi(options(rsa.pem))
    const { kid: _kid, ...publicJwk } = rsa.publicJwk
    expect((await send(app, await encryptJwe(await issuer.accessToken(), publicJwk))).status).toBe(200)
    expect((await send(app, await issuer.accessToken())).status).toBe(200)
  })

  it('may be bound: ath is the hash of the token as it was sent', async () => {
    const client = await dpopClient()
    const app = createApi(options(rsa.pem, { dpop: { baseUrl } }))
    const token = await encryptJwe(await issuer.accessToken({ cnf: { jkt: client.jkt } }), rsa.publicJwk)
    expect((await client.get(app, token)).status).toBe(200)
    const auth = await apiGuard(options(rsa.pem)).verify(await encryptJwe(await issuer.accessToken(), rsa.publicJwk))
    expect(auth.token.split('.')).toHaveLength(5)
  })

  it('are refused without the option, and for another key', async () => {
    const token = await encryptJwe(await issuer.accessToken(), rsa.publicJwk)
    expectRefusal(await send(createApi({ issuer: issuer.issuer, audience }), token), 'ERR_TOKEN_ENCRYPTED')
    expectRefusal(await send(createApi(options(ec.privateJwk)), token), 'ERR_TOKEN_ENCRYPTED')
    const other = await keys('RSA-OAEP-256', 'rsa')
    expectRefusal(await send(createApi(options(other.privateJwk)), token), 'ERR_TOKEN_ENCRYPTED')
  })
})

describe('refuses an encrypted token', () => {
  const encrypt = (text: string, header: object, key: JWK = rsa.publicJwk) =>
    encryptJwe(text, key, header as { alg?: string; enc?: string })

  it('that anybody could have made: claims without a signature, or an ID token', async () => {
    const app = createApi(options(rsa.pem))
    const claims = { iss: issuer.issuer, aud: audience, sub: 'user-1', exp: 9_999_999_999 }
    expectRefusal(await send(app, await encrypt(JSON.stringify(claims), {})), 'ERR_TOKEN_MALFORMED')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
    expect((await send(app, await encrypt(none, {}))).status).toBe(401)
    expectRefusal(await send(app, await encrypt(await issuer.idToken(), {})), 'ERR_TOKEN_KIND')
    const twice = await encrypt(await encrypt(await issuer.accessToken(), {}), {})
    expectRefusal(await send(app, twice), 'ERR_TOKEN_ENCRYPTED')
  })

  it.each([{ alg: 'RSA-OAEP' }, { alg: 'RSA-OAEP-512' }, { enc: 'A128CBC-HS256' }])(
    'with another algorithm: %p',
    async (header) => {
      const token = await encrypt(await issuer.accessToken(), header)
      expectRefusal(await send(createApi(options(rsa.pem)), token), 'ERR_TOKEN_ENCRYPTED')
    },
  )

  it('that asks for many hashes, or for decompression, before anything is decrypted', async () => {
    const app = createApi(options(rsa.pem))
    const password = new CompactEncrypt(Buffer.from(await issuer.accessToken()))
      .setProtectedHeader({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM' })
      .encrypt(Buffer.from('password'))
    expectRefusal(await send(app, await password), 'ERR_TOKEN_ENCRYPTED')
    const [, ...rest] = (await encrypt(await issuer.accessToken(), {})).split('.')
    const refusals: [object, RegExp][] = [
      [{ zip: 'DEF' }, /Its header has an extension/],
      [{ p2c: 1e9 }, /Its header has an extension/],
      [{ crit: ['exp'] }, /Its header has an extension/],
      [{ enc: undefined }, /Accepted are RSA-OAEP-256/],
      [{ enc: 'A128CBC-HS256' }, /Accepted are RSA-OAEP-256/],
      [{ alg: ['RSA-OAEP-256'] }, /No key of "decryptionKeys"/],
    ]
    for (const [more, hint] of refusals) {
      const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', ...more }
      const part = Buffer.from(JSON.stringify(header)).toString('base64url')
      const response = await send(app, [part, ...rest].join('.'))
      expectRefusal(response, 'ERR_TOKEN_ENCRYPTED')
      expect(response.body.hint).toMatch(hint)
    }
  })

  it('that was changed, or is longer than 16 KiB', async () => {
    const app = createApi(options(rsa.pem))
    const [header, key, iv, text, tag] = (await encrypt(await issuer.accessToken(), {})).split('.')
    expectRefusal(await send(app, [header, key, iv, text, 'A'.repeat(22)].join('.')), 'ERR_TOKEN_ENCRYPTED')
    expectRefusal(await send(app, [header, '', iv, text, tag].join('.')), 'ERR_TOKEN_ENCRYPTED')
    const guard = apiGuard(options(rsa.pem))
    const long = `${header}.${'A'.repeat(20_000)}.${iv}.${text}.${tag}`
    await expect(guard.verify(long)).rejects.toMatchObject({ code: 'ERR_TOKEN_TOO_LARGE' })
  })
})

it.each([
  ['nothing', []],
  ['blank', ''],
  ['a public key', () => rsa.publicJwk],
  ['a shared secret', { kty: 'oct', k: 'c2VjcmV0' }],
  ['a signing key', async () => (await keys('Ed25519', 'k')).privateJwk],
])('decryptionKeys: %s throws when the guard is made, and shows no key', async (_name, given) => {
  const value = typeof given === 'function' ? await given() : given
  expect(() => apiGuard(options(value as never))).toThrow(
    /^apiGuard: "decryptionKeys" must (not be empty|hold private)/,
  )
})
