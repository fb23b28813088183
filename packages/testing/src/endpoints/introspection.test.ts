import { createRemoteJWKSet, jwtVerify } from 'jose'
import { post } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer } from '../index.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256', accessToken: { format: 'opaque' } })
})
afterAll(() => issuer.close())

const introspect = async (token: string) => (await post(issuer, '/introspect', { token })).body

it('knows the tokens that were issued, opaque ones, and those that a test has made', async () => {
  const { body } = await post(issuer, '/token', { grant_type: 'client_credentials', scope: 'read' })
  expect(body.access_token).toMatch(/^opaque-/)
  expect(await introspect(body.access_token)).toMatchObject({ active: true, scope: 'read', sub: 'client-1' })
  expect(await introspect(await issuer.accessToken({ sub: 'jane' }))).toMatchObject({ active: true, sub: 'jane' })
  expect(await introspect(issuer.opaqueToken({ sub: 'jo' }))).toMatchObject({ active: true, sub: 'jo' })
})

it('returns only active: false for a token that is unknown, expired or revoked', async () => {
  expect(await introspect('unknown')).toEqual({ active: false })
  expect(await introspect(issuer.opaqueToken({ exp: 1 }))).toEqual({ active: false })
  const token = issuer.opaqueToken()
  await post(issuer, '/revoke', { token })
  expect(await introspect(token)).toEqual({ active: false })
})

it('signs its response if a JWT is requested', async () => {
  const token = issuer.opaqueToken({ scope: 'read' })
  const accept = 'application/token-introspection+jwt'
  const response = await post(issuer, '/introspect', { token }, { accept })
  expect(response.headers.get('content-type')).toBe(accept)
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
  const { payload } = await jwtVerify(response.text, keys, { typ: 'token-introspection+jwt', audience: 'client-1' })
  expect(payload.token_introspection).toMatchObject({ active: true, scope: 'read' })
})

it('refuses a client that does not authenticate', async () => {
  const response = await post(issuer, '/introspect', { token: issuer.opaqueToken() }, { authorization: '' })
  expect([response.status, response.body]).toEqual([401, expect.objectContaining({ error: 'invalid_client' })])
})
