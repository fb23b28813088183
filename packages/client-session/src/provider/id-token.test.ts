import { createHash } from 'node:crypto'
import { generateSigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { app, issuer } from '../../test/shared-app.js'
import { startWebApp } from '../../test/web-app.js'

type Claims = Record<string, unknown>

const now = () => Math.floor(Date.now() / 1000)

/** A login whose ID token was changed before it was signed. */
async function logIn() {
  const browser = app.browser()
  const response = await browser.logIn()
  const loggedIn = await browser.isLoggedIn()
  return { status: response.status, code: response.body.code as string | undefined, loggedIn }
}

const refused = (code: string) => ({ status: 400, code, loggedIn: false })

describe('an ID token with', () => {
  it.each<[string, string, (claims: Claims, header: Claims) => void]>([
    ['another issuer', 'ERR_ID_TOKEN_ISSUER', (claims) => Object.assign(claims, { iss: `${claims.iss}1` })],
    ['no issuer', 'ERR_ID_TOKEN_ISSUER', (claims) => delete claims.iss],
    ['another audience', 'ERR_ID_TOKEN_AUDIENCE', (claims) => Object.assign(claims, { aud: 'client-2' })],
    ['no audience', 'ERR_ID_TOKEN_AUDIENCE', (claims) => delete claims.aud],
    [
      'a second audience that nobody vouches for',
      'ERR_ID_TOKEN_AUDIENCE',
      (claims) => Object.assign(claims, { aud: ['client-1', 'client-2'] }),
    ],
    ['another authorized party', 'ERR_ID_TOKEN_AUDIENCE', (claims) => Object.assign(claims, { azp: 'client-2' })],
    ['no subject', 'ERR_ID_TOKEN_CLAIMS', (claims) => delete claims.sub],
    ['an empty subject', 'ERR_ID_TOKEN_CLAIMS', (claims) => Object.assign(claims, { sub: '' })],
    ['no time of issue', 'ERR_ID_TOKEN_CLAIMS', (claims) => delete claims.iat],
    ['no expiry', 'ERR_ID_TOKEN_CLAIMS', (claims) => delete claims.exp],
    ['an expiry six minutes ago', 'ERR_ID_TOKEN_TIME', (claims) => Object.assign(claims, { exp: now() - 360 })],
    ['a time of issue a week ago', 'ERR_ID_TOKEN_TIME', (claims) => Object.assign(claims, { iat: now() - 604_800 })],
    ['a time of issue to come', 'ERR_ID_TOKEN_TIME', (claims) => Object.assign(claims, { iat: now() + 3600 })],
    [
      'another nonce (code or token replay)',
      'ERR_ID_TOKEN_NONCE',
      (claims) => Object.assign(claims, { nonce: `${claims.nonce}1` }),
    ],
    ['no nonce', 'ERR_ID_TOKEN_NONCE', (claims) => delete claims.nonce],
    [
      'the hash of another access token',
      'ERR_ID_TOKEN_HASH',
      (claims) => Object.assign(claims, { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
    ],
    ['the type of an access token', 'ERR_ID_TOKEN_KIND', (_claims, header) => Object.assign(header, { typ: 'at+jwt' })],
    [
      'the type of a logout token',
      'ERR_ID_TOKEN_KIND',
      (_claims, header) => Object.assign(header, { typ: 'logout+jwt' }),
    ],
    ['the type of a DPoP proof', 'ERR_ID_TOKEN_KIND', (_claims, header) => Object.assign(header, { typ: 'dpop+jwt' })],
    ['an unknown type', 'ERR_ID_TOKEN_KIND', (_claims, header) => Object.assign(header, { typ: 'something+jwt' })],
    ['the events of a logout token', 'ERR_ID_TOKEN_KIND', (claims) => Object.assign(claims, { events: {} })],
    [
      'the body of a Keycloak refresh token',
      'ERR_ID_TOKEN_KIND',
      (claims) => Object.assign(claims, { typ: 'Refresh' }),
    ],
    [
      'an extension that has to be understood',
      'ERR_ID_TOKEN_MALFORMED',
      (_claims, header) => Object.assign(header, { crit: ['exp'] }),
    ],
  ])('%s is refused: %s', async (_name, code, change) => {
    issuer.nextIdToken((claims, header) => void change(claims, header))
    expect(await logIn()).toEqual(refused(code))
  })

  it.each<[string, (claims: Claims, header: Claims) => void]>([
    ['an audience in an array', (claims) => Object.assign(claims, { aud: ['client-1'] })],
    [
      'a second audience, issued to us',
      (claims) => Object.assign(claims, { aud: ['project', 'client-1'], azp: 'client-1' }),
    ],
    ['no at_hash', (claims) => delete claims.at_hash],
    ['the type JWT', (_claims, header) => Object.assign(header, { typ: 'JWT' })],
    ['no key id', (_claims, header) => delete header.kid],
    ['a clock that is three seconds ahead', (claims) => Object.assign(claims, { iat: now() + 3 })],
  ])('%s is accepted', async (_name, change) => {
    issuer.nextIdToken((claims, header) => void change(claims, header))
    expect(await logIn()).toEqual({ status: 303, code: undefined, loggedIn: true })
  })
})

describe('a signature', () => {
  it('of another key is refused, although the token came straight from the token endpoint', async () => {
    const foreign = await generateSigningKey('RS256')
    issuer.nextIdToken((claims, header) => issuer.sign(claims, header, foreign))
    expect(await logIn()).toEqual(refused('ERR_ID_TOKEN_SIGNATURE'))
  })

  it('with every byte changed is refused', async () => {
    issuer.nextIdToken(async (claims, header) => {
      const [head, body, signature = ''] = (await issuer.sign(claims, header)).split('.')
      const changed = Buffer.from(signature, 'base64url').map((byte) => byte ^ 0x5a)
      return `${head}.${body}.${Buffer.from(changed).toString('base64url')}`
    })
    expect(await logIn()).toEqual(refused('ERR_ID_TOKEN_SIGNATURE'))
  })

  it('of another algorithm is refused, although a published key made it (algorithm confusion)', async () => {
    const key = await generateSigningKey('ES256', 'other')
    issuer.addKey(key.publicJwk)
    issuer.nextIdToken((claims) => issuer.sign(claims, { alg: 'ES256', kid: 'other' }, key))
    expect(await logIn()).toEqual(refused('ERR_ID_TOKEN_ALGORITHM'))
  })

  it.each(['none', 'nOnE', 'HS256'])('that is none at all (%s) is refused', async (alg) => {
    issuer.nextIdToken((claims) => `${encode({ alg })}.${encode(claims)}.${alg === 'HS256' ? 'AAAA' : ''}`)
    const { status, code, loggedIn } = await logIn()
    expect({ status, loggedIn }).toEqual({ status: 400, loggedIn: false })
    expect(code).toMatch(/^ERR_ID_TOKEN_(ALGORITHM|MALFORMED)$/)
  })

  it('of a key in the token’s own header is refused (embedded jwk)', async () => {
    const own = await generateSigningKey('RS256', 'own')
    issuer.nextIdToken((claims) => issuer.sign(claims, { alg: 'RS256', kid: 'own', jwk: own.publicJwk }, own))
    expect(await logIn()).toEqual(refused('ERR_ID_TOKEN_SIGNATURE'))
  })

  it('of a key that was rotated in just now is accepted', async () => {
    const own = await startIssuer()
    const other = await startWebApp<never, unknown>(own)
    await other.browser().logIn()
    await own.rotateKeys()
    expect((await other.browser().logIn()).status).toBe(303)
    await other.close()
    await own.close()
  })

  it('of the one configured algorithm is accepted, at_hash by its own hash', async () => {
    const edwards = await startIssuer({ algorithm: 'EdDSA' })
    const own = await startWebApp<never, unknown>(edwards, { idTokenAlgorithm: 'EdDSA' })
    let hash: unknown
    edwards.nextIdToken((claims) => {
      hash = claims.at_hash
    })
    const tokens: unknown[] = []
    edwards.nextTokenResponse((body) => void tokens.push(body.access_token))
    expect((await own.browser().logIn()).status).toBe(303)
    const digest = createHash('sha512').update(String(tokens[0])).digest().subarray(0, 32).toString('base64url')
    expect(hash).toBe(digest)
    await own.close()
    await edwards.close()
  })
})

describe('a token of another kind, rightly signed, for us, with our nonce', () => {
  it.each<[string, string, (own: TestIssuer, nonce: unknown) => Promise<string>]>([
    ['an access token', 'ERR_ID_TOKEN_KIND', (own, nonce) => own.accessToken({ aud: 'client-1', nonce })],
    ['a logout token', 'ERR_ID_TOKEN_KIND', (own, nonce) => own.logoutToken({ nonce })],
    ['a refresh token', 'ERR_ID_TOKEN_KIND', (own, nonce) => own.refreshToken({ aud: 'client-1', nonce })],
    ['a UserInfo answer', 'ERR_ID_TOKEN_NONCE', (own) => own.userInfoToken()],
    ['another client’s ID token', 'ERR_ID_TOKEN_AUDIENCE', (own, nonce) => own.idToken({ aud: 'client-2', nonce })],
    ['an ID token of another login', 'ERR_ID_TOKEN_NONCE', (own) => own.idToken()],
  ])('%s is no ID token', async (_name, code, mint) => {
    issuer.nextIdToken((claims) => mint(issuer, claims.nonce))
    expect(await logIn()).toEqual(refused(code))
  })

  it.each(['', 'a.b', 'a.b.c', 'a.b.c.d.e', 'é.é.é', `${'x'.repeat(20_000)}.y.z`])(
    '%.20j is none at all',
    async (token) => {
      issuer.nextIdToken(() => token)
      const { status, code, loggedIn } = await logIn()
      expect([status, loggedIn]).toEqual([400, false])
      expect(code).toMatch(/^ERR_ID_TOKEN_(MALFORMED|MISSING)$/)
    },
  )
})

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
