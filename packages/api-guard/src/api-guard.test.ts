import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request from 'supertest'
import { type ApiGuardOptions, apiGuard, authErrorHandler, authOf, requireScopes } from './index.js'

const audience = 'https://api.example.com'
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

function api(options: Partial<ApiGuardOptions> = {}): Express {
  const app = express()
  app.use(apiGuard({ issuer: issuer.issuer, audience, ...options }))
  app.get('/orders', (req, res) => {
    res.json(authOf(req))
  })
  app.get('/read', requireScopes('read:orders'), (_req, res) => {
    res.json({})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

it('lets an access token through', async () => {
  const token = await issuer.accessToken({ scope: 'read:orders write:orders' })
  const answer = await request(api()).get('/orders').auth(token, { type: 'bearer' })
  expect(answer.body).toMatchObject({
    format: 'jwt',
    issuer: issuer.issuer,
    audience: [audience],
    scopes: ['read:orders', 'write:orders'],
    subject: 'user-1',
    clientId: 'client-1',
  })
  expect(answer.body).not.toHaveProperty('token')
  expect(answer.status).toBe(200)
})

it('refuses an ID token and says why', async () => {
  const token = await issuer.idToken()
  const answer = await request(api()).get('/orders').auth(token, { type: 'bearer' })
  expect(answer.status).toBe(401)
  expect(answer.body.code).toBe('ERR_TOKEN_KIND')
  expect(answer.body.hint).toMatch(/ID token: it was issued to the client 'client-1'/)
  expect(answer.headers['www-authenticate']).toBe(
    'Bearer error="invalid_token", error_description="the token is not an access token"',
  )
})
