import type { Express } from 'express'
import request from 'supertest'
import { startIssuer, type TestIssuer } from '../src/index.js'
import { createApp } from './app.js'

let issuer: TestIssuer
let app: Express
beforeAll(async () => {
  issuer = await startIssuer()
  app = createApp(issuer.issuer)
})
afterAll(() => issuer.close())

it('lists the orders for a token with the scope', async () => {
  const token = await issuer.accessToken({ sub: 'jane', scope: 'read:orders' })
  await request(app).get('/orders').auth(token, { type: 'bearer' }).expect(200, { of: 'jane' })
})

it.each([
  ['an expired token', 401, () => issuer.accessToken({ exp: 1 })],
  ['a token of another API', 401, () => issuer.accessToken({ aud: 'https://other.example' })],
  ['a token without the scope', 403, () => issuer.accessToken({ scope: 'read:invoices' })],
  ['an ID token', 401, () => issuer.idToken()],
])('refuses %s', async (_name, status, mint) => {
  await request(app)
    .get('/orders')
    .auth(await mint(), { type: 'bearer' })
    .expect(status)
})
