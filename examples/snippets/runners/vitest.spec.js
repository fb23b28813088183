// #region test
import { startIssuer } from '@tandem-auth/testing'
import request from 'supertest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from './guarded-api.js'

let issuer
let app
beforeAll(async () => {
  issuer = await startIssuer()
  app = createApp(issuer.issuer)
})
afterAll(() => issuer.close())

it('lists the orders for a token with the scope', async () => {
  const token = await issuer.accessToken({ sub: 'alice', scope: 'read:orders' })
  const response = await request(app).get('/orders').auth(token, { type: 'bearer' })
  expect([response.status, response.body]).toEqual([200, { of: 'alice' }])
})

it('refuses an expired token', async () => {
  const token = await issuer.accessToken({ scope: 'read:orders', exp: 1 })
  const response = await request(app).get('/orders').auth(token, { type: 'bearer' })
  expect(response.status).toBe(401)
})
// #endregion
