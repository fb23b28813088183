import { afterAll, beforeAll, it } from '@jest/globals'
// #region test
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request from 'supertest'

let issuer: TestIssuer
let app: Express

beforeAll(async () => {
  issuer = await startIssuer()
  app = createApp(issuer.issuer)
})
afterAll(() => issuer.close())

it('lists the orders for a token with the scope', async () => {
  const token = await issuer.accessToken({ sub: 'alice', scope: 'read:orders' })
  await request(app).get('/orders').auth(token, { type: 'bearer' }).expect(200, { of: 'alice' })
})

it.each([
  ['an expired token', 401, () => issuer.accessToken({ exp: 1 })],
  ['a token of another API', 401, () => issuer.accessToken({ aud: 'https://other.example' })],
  ['a token without the scope', 403, () => issuer.accessToken({ scope: 'read:invoices' })],
  ['an ID token', 401, () => issuer.idToken()],
])('refuses %s', async (_name, status, mint) => {
  const token = await mint()
  await request(app).get('/orders').auth(token, { type: 'bearer' }).expect(status)
})

it('says 503, not 401, while the provider is away at the start', async () => {
  const token = await issuer.accessToken({ scope: 'read:orders' })
  await issuer.down()
  const fresh = createApp(issuer.issuer)
  await request(fresh).get('/orders').auth(token, { type: 'bearer' }).expect(503).expect('Retry-After', '5')
  await issuer.up()
})

function createApp(issuer: string): Express {
  const app = express()
  app.use(apiGuard({ issuer, audience: 'https://api.example.com' }))
  app.get('/orders', requireScopes('read:orders'), (req, res) => {
    res.json({ of: authOf(req).subject })
  })
  app.use(authErrorHandler())
  return app
}
// #endregion
