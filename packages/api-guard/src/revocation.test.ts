import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { audience, createApi, expectRefusal, send } from '../test/api.js'
import { type ApiGuardOptions, apiGuard } from './index.js'

let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

function options(isRevoked: unknown): ApiGuardOptions {
  return { issuer: issuer.issuer, audience, isRevoked: isRevoked as ApiGuardOptions['isRevoked'] }
}

it.each([
  ['at once', (revoked: boolean) => revoked],
  ['by a promise', async (revoked: boolean) => revoked],
])('a token that is revoked %s is refused, though it was known', async (_name, response) => {
  let revoked = false
  const app = createApi(options(() => response(revoked)))
  const token = await issuer.accessToken()
  expect((await send(app, token)).status).toBe(200)
  revoked = true
  expectRefusal(await send(app, token), 'ERR_TOKEN_REVOKED')
  revoked = false
  expect((await send(app, token)).status).toBe(200)
})

it('is asked about what the token says, on every request', async () => {
  const isRevoked = jest.fn(() => false)
  const app = createApi(options(isRevoked))
  const token = await issuer.accessToken({ jti: 'token-1' })
  await send(app, token)
  await send(app, token)
  expect(isRevoked).toHaveBeenCalledTimes(2)
  expect(isRevoked).toHaveBeenLastCalledWith(
    expect.objectContaining({ subject: 'user-1', payload: expect.objectContaining({ jti: 'token-1' }) }),
  )
})

it('is asked about opaque tokens, too', async () => {
  const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
  const app = createApi({ ...options(() => true), introspection })
  expectRefusal(await send(app, issuer.opaqueToken()), 'ERR_TOKEN_REVOKED')
})

it('is asked about tokens that came some other way', async () => {
  const guard = apiGuard(options(() => true))
  await expect(guard.verify(await issuer.accessToken())).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' })
})

it.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('redis://user:password@host is down')
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('redis://user:password@host is down')
    },
  ],
  ['answers nothing', () => undefined],
  ['answers a word', () => 'no'],
  ['promises a number', async () => 0],
])('is no answer when it %s: neither yes nor no', async (_name, isRevoked) => {
  const response = await send(createApi(options(isRevoked)), await issuer.accessToken())
  expectRefusal(response, 'ERR_REVOCATION_CHECK')
  expect(response.headers).toHaveProperty('retry-after')
  expect(response.text).not.toContain('password')
})

it('is no answer when it takes more than two seconds', async () => {
  const app = createApi(options(() => new Promise(() => undefined)))
  const started = Date.now()
  expectRefusal(await send(app, await issuer.accessToken()), 'ERR_REVOCATION_CHECK')
  expect(Date.now() - started).toBeLessThan(4000)
})

it('comes before the scopes: a revoked token is 401, whatever it may do', async () => {
  const app = createApi({ ...options(() => true), scopes: 'read:orders' })
  expectRefusal(await send(app, await issuer.accessToken()), 'ERR_TOKEN_REVOKED')
})

it('must be a function', () => {
  expect(() => apiGuard(options('no'))).toThrow('apiGuard: "isRevoked" must be a function')
})
