import { decodeJwt } from 'jose'
import { logIn, refresh } from '../../test/plain-client.js'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer, type TestIssuerOptions } from '../index.js'

let signingKey: SigningKey
let issuer: TestIssuer
beforeAll(async () => {
  signingKey = await generateSigningKey('ES256')
})
afterEach(() => issuer.close())

async function start(options: TestIssuerOptions = {}) {
  issuer = await startIssuer({ signingKey, ...options })
}

describe('a refresh token', () => {
  it('returns new tokens for the same user and session, and an ID token without a nonce', async () => {
    await start()
    const first = await logIn(issuer)
    const { body } = await refresh(issuer, first.refresh_token)
    expect(body.access_token).not.toBe(first.access_token)
    expect(body.refresh_token).not.toBe(first.refresh_token)
    const [before, after] = [decodeJwt(first.id_token), decodeJwt(body.id_token)]
    expect(after).toMatchObject({ sub: before.sub, sid: before.sid, auth_time: before.auth_time })
    expect(after).not.toHaveProperty('nonce')
  })

  it('can be narrowed to one of the resources and a part of the scope, never widened', async () => {
    await start({ rotateRefreshTokens: false })
    const { refresh_token } = await logIn(issuer, { resource: 'https://a.example.com' })
    const { body } = await refresh(issuer, refresh_token, { scope: 'profile' })
    expect(decodeJwt(body.access_token)).toMatchObject({ scope: 'profile', aud: 'https://a.example.com' })
    expect(body).not.toHaveProperty('refresh_token')
    expect((await refresh(issuer, refresh_token, { scope: 'admin' })).body.error).toBe('invalid_scope')
    expect((await refresh(issuer, refresh_token, { resource: 'https://b.example.com' })).body.error).toBe(
      'invalid_target',
    )
  })

  it.each([
    [true, 200],
    ['strict', 400],
  ] as const)('used twice under rotation %s: its successor gets %i', async (rotateRefreshTokens, status) => {
    await start({ rotateRefreshTokens })
    const { refresh_token } = await logIn(issuer)
    const { body } = await refresh(issuer, refresh_token)
    expect((await refresh(issuer, refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    expect((await refresh(issuer, body.refresh_token)).status).toBe(status)
    expect(issuer.violations).toEqual(['token: a refresh token was used twice'])
  })

  it('is issued only for offline_access if the provider is set to', async () => {
    await start({ issuesRefreshToken: 'offline_access', omitExpiresIn: true })
    const body = await logIn(issuer)
    expect(body).not.toHaveProperty('refresh_token')
    expect(body).not.toHaveProperty('expires_in')
    expect(await logIn(issuer, { scope: 'openid offline_access' })).toHaveProperty('refresh_token')
  })
})
