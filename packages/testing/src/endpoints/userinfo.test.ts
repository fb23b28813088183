import { createRemoteJWKSet, jwtVerify } from 'jose'
import { logIn, post } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer } from '../index.js'

let issuer: TestIssuer
beforeEach(async () => {
  issuer = await startIssuer({ algorithm: 'ES256', user: { name: 'Jane', email: 'jane@example.com' } })
})
afterEach(() => issuer.close())

const ask = (token: string, path = '/userinfo') =>
  fetch(`${issuer.url}${path}`, { headers: token === '' ? {} : { authorization: `Bearer ${token}` } })

it('returns the claims that the scope allows', async () => {
  const { access_token } = await logIn(issuer)
  expect(await (await ask(access_token)).json()).toEqual({ sub: 'user-1', name: 'Jane' })
  expect(issuer.violations).toEqual([])
})

it.each([
  ['no token', '', 'Bearer'],
  ['a token it never issued', 'e30.e30.', 'Bearer error="invalid_token"'],
])('refuses %s', async (_name, token, challenge) => {
  const response = await ask(token)
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, challenge])
})

it('refuses a token that was revoked', async () => {
  const { access_token } = await logIn(issuer)
  await post(issuer, '/revoke', { token: access_token })
  expect((await ask(access_token)).status).toBe(401)
  expect(issuer.revokedTokens).toEqual([access_token])
})

it('accepts no token in the query, and records it', async () => {
  const { access_token } = await logIn(issuer)
  expect((await ask('', `/userinfo?access_token=${access_token}`)).status).toBe(401)
  expect(issuer.violations).toEqual(['userinfo: the access token is in the query'])
})

it('applies each scripted change once', async () => {
  const { access_token } = await logIn(issuer)
  issuer.nextUserInfo((claims) => ({ ...claims, sub: 'user-2' }))
  expect(await (await ask(access_token)).json()).toMatchObject({ sub: 'user-2' })
  expect(await (await ask(access_token)).json()).toMatchObject({ sub: 'user-1' })
})

it('signs the response for a client that wants it signed', async () => {
  issuer.addClient({ clientId: 'client-1', clientSecret: 'secret-1', userinfoSignedResponseAlg: 'ES256' })
  const { access_token } = await logIn(issuer)
  const response = await ask(access_token)
  expect(response.headers.get('content-type')).toMatch(/^application\/jwt/)
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
  const verified = await jwtVerify(await response.text(), keys, { issuer: issuer.issuer, audience: 'client-1' })
  expect(verified.payload).toMatchObject({ sub: 'user-1', name: 'Jane' })
})
