import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { Express } from 'express'
import { audience, createApi, expectRefusal, send } from './api.js'

/**
 * Other tokens that the right issuer signs with the right key. Each is also tried with this API as its audience and with
 * the claims of an access token: what is refused for a wrong audience alone might come with the right one tomorrow.
 */
let issuer: TestIssuer
let rfc9068: Express
let auth0: Express

beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
  rfc9068 = createApi({ issuer: issuer.issuer, audience })
  auth0 = createApi({ issuer: issuer.issuer, audience, tokenProfile: 'auth0' })
})
afterAll(() => issuer.close())

const now = () => Math.floor(Date.now() / 1000)
const likeAccessToken = () => ({
  aud: audience,
  client_id: 'client-1',
  azp: 'client-1',
  jti: 'a',
  sub: 'user-1',
  scope: 'read',
})
const times = () => ({ iat: now(), exp: now() + 300 })

const siblings: readonly [string, (more: object) => Promise<string>][] = [
  ['an ID token', (more) => issuer.idToken({ ...more })],
  [
    'an ID token with the hash of an access token',
    (more) => issuer.idToken({ at_hash: 'a', nonce: undefined, ...more }),
  ],
  ['an ID token with the hash of a code', (more) => issuer.idToken({ c_hash: 'a', nonce: undefined, ...more })],
  ['an ID token with the hash of a state', (more) => issuer.idToken({ s_hash: 'a', nonce: undefined, ...more })],
  ['an ID token of Cognito', (more) => issuer.idToken({ token_use: 'id', nonce: undefined, ...more })],
  ['an ID token of Keycloak', (more) => issuer.idToken({ typ: 'ID', nonce: undefined, ...more }, { typ: 'JWT' })],
  ['a refresh token of Keycloak', (more) => issuer.refreshToken({ ...more })],
  ['an offline token of Keycloak', (more) => issuer.refreshToken({ typ: 'Offline', ...more })],
  [
    'a refresh token with a type of its own',
    (more) => issuer.refreshToken({ typ: undefined, ...more }, { typ: 'rt+jwt' }),
  ],
  ['a session cookie of Keycloak', (more) => issuer.refreshToken({ typ: 'Serialized-ID', ...more })],
  ['a logout token', (more) => issuer.logoutToken({ ...more })],
  ['a logout token that says JWT', (more) => issuer.logoutToken({ ...more }, { typ: 'JWT' })],
  ['a security event', (more) => issuer.logoutToken({ events: undefined, ...more }, { typ: 'secevent+jwt' })],
  ['a DPoP proof', (more) => issuer.dpopProof({ iss: issuer.issuer, exp: now() + 60, ...more })],
  ['a signed authorization response', (more) => issuer.jarmResponse({ ...more })],
  ['an introspection response', (more) => issuer.introspectionToken({ exp: now() + 60, ...more })],
  [
    'a client assertion',
    (more) => issuer.sign({ iss: issuer.issuer, ...times(), ...more }, { typ: 'client-authentication+jwt' }),
  ],
  [
    'a request object',
    (more) => issuer.sign({ iss: issuer.issuer, ...times(), ...more }, { typ: 'oauth-authz-req+jwt' }),
  ],
  [
    'an identity assertion',
    (more) => issuer.sign({ iss: issuer.issuer, ...times(), ...more }, { typ: 'oauth-id-jag+jwt' }),
  ],
  [
    'a request of Okta to log somebody out everywhere',
    (more) => issuer.sign({ iss: issuer.issuer, ...times(), ...more }, { typ: 'global-token-revocation+jwt' }),
  ],
  [
    'an access token that Okta’s own server keeps to itself',
    (more) => issuer.sign({ iss: issuer.issuer, ...times(), ...more }, { typ: 'okta-internal-at+jwt' }),
  ],
]

it('an access token with all of these claims is taken, so that it is their kind for which the others are refused', async () => {
  const token = await issuer.accessToken(likeAccessToken())
  for (const app of [rfc9068, auth0]) expect((await send(app, token)).status).toBe(200)
})

describe.each(siblings)('%s', (_name, mint) => {
  it('is refused as it is', async () => {
    const token = await mint({})
    for (const app of [rfc9068, auth0]) expect((await send(app, token)).status).toBe(401)
  })

  it('is refused for its kind, were it even for this API', async () => {
    const token = await mint(likeAccessToken())
    for (const app of [rfc9068, auth0]) expectRefusal(await send(app, token), 'ERR_TOKEN_KIND')
  })
})

describe('an ID token that says JWT, as most do', () => {
  it('is refused by its audience, its type or the missing client', async () => {
    const token = await issuer.idToken({}, { typ: 'JWT' })
    for (const app of [rfc9068, auth0]) expect((await send(app, token)).status).toBe(401)
    const forApi = await issuer.idToken({ aud: audience }, { typ: 'JWT' })
    for (const app of [rfc9068, auth0]) expectRefusal(await send(app, forApi), 'ERR_TOKEN_KIND')
  })
})

describe('a UserInfo answer in the form of a JWT', () => {
  it('is refused: it has no type, and an ID token without a nonce looks just like it', async () => {
    for (const more of [{}, { aud: audience }]) {
      const token = await issuer.userInfoToken(more)
      for (const app of [rfc9068, auth0]) expect((await send(app, token)).status).toBe(401)
      expect((await send(rfc9068, token)).body.code).toBe('ERR_TOKEN_KIND')
    }
  })
})

describe('marks of another kind', () => {
  it.each([
    ['events', { events: {} }],
    ['events that are null', { events: null }],
    ['the hash of an access token', { at_hash: 'a' }],
    ['the hash of a code', { c_hash: '' }],
    ['the hash of a state', { s_hash: null }],
    ['token_use: id', { token_use: 'id' }],
    ['typ: Refresh', { typ: 'Refresh' }],
    ['typ: Logout', { typ: 'Logout' }],
  ])('%s: refused, even under the type of an access token', async (_name, mark) => {
    expectRefusal(await send(rfc9068, await issuer.accessToken(mark)), 'ERR_TOKEN_KIND')
  })

  it.each([
    ['nonce', { nonce: 'a' }],
    ['auth_time', { auth_time: 1 }],
    ['sid', { sid: 'a' }],
    ['acr', { acr: '1' }],
    ['email', { email: 'a@example.com' }],
    ['azp', { azp: 'client-1' }],
    ['typ: Bearer', { typ: 'Bearer' }],
    ['token_use: access', { token_use: 'access' }],
  ])('%s alone is none: real access tokens carry it', async (_name, mark) => {
    expect((await send(rfc9068, await issuer.accessToken(mark))).status).toBe(200)
  })

  it.each([
    '',
    'JWT',
    'jwt',
    'at',
    'at+jwt ',
    'at+jwt;x',
    'x-at+jwt',
    'application/',
    'application/application/at+jwt',
    'text/at+jwt',
  ])('the type %p is not that of an access token', async (typ) => {
    expectRefusal(await send(rfc9068, await issuer.accessToken({}, { typ })), 'ERR_TOKEN_KIND')
  })

  it('no type at all is not that of an access token', async () => {
    expectRefusal(await send(rfc9068, await issuer.accessToken({}, { typ: undefined })), 'ERR_TOKEN_KIND')
  })
})

describe('an access token for another API', () => {
  it('is refused, and the hint names both', async () => {
    const response = await send(rfc9068, await issuer.accessToken({ aud: 'https://billing.example.com' }))
    expectRefusal(response, 'ERR_TOKEN_AUDIENCE')
    expect(response.body.hint).toContain("'https://billing.example.com'")
    expect(response.body.hint).toContain(`'${audience}'`)
  })

  it('is refused where it is for the provider itself', async () => {
    const aud = [issuer.issuer, `${issuer.issuer}/userinfo`]
    expectRefusal(await send(rfc9068, await issuer.accessToken({ aud })), 'ERR_TOKEN_AUDIENCE')
  })
})
