import { decodeJwt } from 'jose'
import { authorize, logIn, redirectParamsOf, refresh, startAuthorization } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer, type TestIssuerOptions } from '../index.js'

let issuer: TestIssuer
afterEach(() => {
  jest.useRealTimers()
  return issuer.close()
})
async function start(options: TestIssuerOptions = {}) {
  issuer = await startIssuer({ algorithm: 'ES256', ...options })
}
const claimsOf = async (more: Record<string, string> = {}) => {
  const { id_token, access_token } = await logIn(issuer, more)
  return { idToken: decodeJwt(id_token), accessToken: decodeJwt(access_token) }
}
const anHourLater = () =>
  jest.useFakeTimers({
    now: Date.now() + 3_600_000,
    doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask'],
  })

it('grants the requested acr by a new login, in the ID token and the access token', async () => {
  await start()
  const before = await claimsOf()
  expect(before.idToken).not.toHaveProperty('acr')
  anHourLater()
  const after = await claimsOf({ acr_values: 'mfa password' })
  expect(after.idToken).toMatchObject({ acr: 'mfa' })
  expect(after.accessToken).toMatchObject({ acr: 'mfa', auth_time: after.idToken.auth_time })
  expect(Number(after.idToken.auth_time)).toBeGreaterThan(Number(before.idToken.auth_time))
})

it('keeps the acr of the session for later logins', async () => {
  await start()
  await claimsOf({ acr_values: 'mfa' })
  expect((await claimsOf()).idToken.acr).toBe('mfa')
  const { params } = startAuthorization({ acr_values: 'mfa', prompt: 'none' })
  expect(redirectParamsOf(await authorize(issuer, params))).toHaveProperty('code')
})

it('cannot grant a stronger acr without interaction', async () => {
  await start()
  const { params } = startAuthorization({ acr_values: 'mfa', prompt: 'none' })
  expect(redirectParamsOf(await authorize(issuer, params))).toMatchObject({ error: 'login_required' })
})

it('grants the first acr that it supports, and ignores others', async () => {
  await start({ acrValuesSupported: ['silver'] })
  expect(issuer.metadata.acr_values_supported).toEqual(['silver'])
  expect((await claimsOf({ acr_values: 'gold' })).idToken).not.toHaveProperty('acr')
  expect((await claimsOf({ acr_values: 'gold silver' })).idToken.acr).toBe('silver')
})

it('refuses an unsupported acr where it is told to', async () => {
  await start({ acrValuesSupported: [], unsupportedAcr: 'refuse' })
  const { params } = startAuthorization({ acr_values: 'gold' })
  expect(redirectParamsOf(await authorize(issuer, params))).toMatchObject({
    error: 'unmet_authentication_requirements',
  })
  expect((await claimsOf()).idToken).toHaveProperty('sub')
})

it.each([
  [false, 3600],
  [true, 0],
])('with ignoreMaxAge %s, auth_time moves by %d seconds', async (ignoreMaxAge, seconds) => {
  await start({ ignoreMaxAge })
  const before = Number((await claimsOf()).idToken.auth_time)
  anHourLater()
  const moved = Number((await claimsOf({ max_age: '60' })).idToken.auth_time) - before
  expect(Math.abs(moved - seconds)).toBeLessThan(5)
})

it('keeps auth_time in a refreshed token, although the user has logged in again', async () => {
  await start()
  const first = await logIn(issuer)
  anHourLater()
  await logIn(issuer, { prompt: 'login' })
  const { body } = await refresh(issuer, first.refresh_token)
  expect(decodeJwt(body.id_token).auth_time).toBe(decodeJwt(first.id_token).auth_time)
  expect(issuer.sessions.at(-1)?.authTime).toBeGreaterThan(Number(decodeJwt(first.id_token).auth_time))
})
