// #region test
const { apiGuard, authErrorHandler, authOf } = require('@tandem-auth/api-guard')
const { startIssuer } = require('@tandem-auth/testing')
const express = require('express')
const request = require('supertest')

let issuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

it('knows the caller', async () => {
  const app = express()
  app.use(apiGuard({ issuer: issuer.issuer, audience: 'https://api.example.com' }))
  app.get('/', (req, res) => res.json({ of: authOf(req).subject }))
  app.use(authErrorHandler())

  const token = await issuer.accessToken({ sub: 'alice' })
  await request(app).get('/').auth(token, { type: 'bearer' }).expect(200, { of: 'alice' })
})
// #endregion
