import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import request from 'supertest'
import { audience, createOrdersApi } from '../test/api.js'
import { type ApiGuard, type ApiGuardOptions, apiGuard } from './index.js'

let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

const api = (options: Partial<ApiGuardOptions> = {}) => createOrdersApi({ issuer: issuer.issuer, audience, ...options })

it('lets an access token through', async () => {
  const token = await issuer.accessToken({ scope: 'read:orders write:orders' })
  const response = await request(api()).get('/orders').auth(token, { type: 'bearer' })
  expect(response.body).toMatchObject({
    format: 'jwt',
    issuer: issuer.issuer,
    audience: [audience],
    scopes: ['read:orders', 'write:orders'],
    subject: 'user-1',
    clientId: 'client-1',
  })
  expect(response.body).not.toHaveProperty('token')
  expect(response.status).toBe(200)
})

it('refuses an ID token and says why', async () => {
  const token = await issuer.idToken()
  const response = await request(api()).get('/orders').auth(token, { type: 'bearer' })
  expect(response.status).toBe(401)
  expect(response.body.code).toBe('ERR_TOKEN_KIND')
  expect(response.body.hint).toMatch(/ID token: it was issued to the client 'client-1'/)
  expect(response.headers['www-authenticate']).toBe(
    'Bearer error="invalid_token", error_description="the token is not an access token"',
  )
})

describe('without waiting for anything', () => {
  /** Whether `next` has been called when the guard returns. */
  function answersAtOnce(guard: ApiGuard, token: string): boolean {
    const req = new IncomingMessage(new Socket())
    req.rawHeaders.push('Authorization', `Bearer ${token}`)
    let answered = false
    guard(req, new ServerResponse(req), () => {
      answered = true
    })
    return answered
  }

  it('judges a token that is known, and a new one whose key is known', async () => {
    const guard = apiGuard({ issuer: issuer.issuer, audience, isRevoked: () => false })
    const [first, second] = [await issuer.accessToken(), await issuer.accessToken()]
    expect(answersAtOnce(guard, first)).toBe(false)
    await guard.verify(first)
    expect(answersAtOnce(guard, first)).toBe(true)
    expect(answersAtOnce(guard, second)).toBe(true)
    expect(answersAtOnce(guard, await issuer.idToken())).toBe(true)
  })

  it('recalls an opaque token', async () => {
    const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
    const guard = apiGuard({ issuer: issuer.issuer, audience, introspection })
    const token = issuer.opaqueToken()
    expect(answersAtOnce(guard, token)).toBe(false)
    await guard.verify(token)
    expect(answersAtOnce(guard, token)).toBe(true)
  })
})

describe('close', () => {
  it('forgets every token', async () => {
    const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
    const guard = apiGuard({ issuer: issuer.issuer, audience, introspection })
    const token = issuer.opaqueToken()
    issuer.resetRequests()
    await guard.verify(token)
    guard.close()
    await guard.verify(token)
    expect(issuer.count('introspection')).toBe(2)
  })
})
