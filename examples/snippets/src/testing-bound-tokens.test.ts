// #region test
import { apiGuard, authErrorHandler, authOf, requireAuthentication } from '@tandem-auth/api-guard'
import {
  accessTokenHash,
  generateSigningKey,
  type SigningKey,
  startIssuer,
  type TestIssuer,
} from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request from 'supertest'

let issuer: TestIssuer
let app: Express
let key: SigningKey

beforeAll(async () => {
  issuer = await startIssuer()
  app = createApp(issuer.issuer)
  key = await generateSigningKey('ES256')
})
afterAll(() => issuer.close())

/** A token that is bound to the key of the client. */
const boundToken = (claims = {}) => issuer.accessToken({ cnf: { jkt: key.jkt }, ...claims })

/** The client's proof for one request. */
const proofFor = (token: string, path: string) =>
  issuer.dpopProof({ htm: 'GET', htu: `https://api.example.com${path}`, ath: accessTokenHash(token) }, {}, key)

it('accepts a bound token with its proof, and refuses it without', async () => {
  const token = await boundToken({ sub: 'alice' })
  const get = request(app).get('/orders').set('Authorization', `DPoP ${token}`)
  await get.set('DPoP', await proofFor(token, '/orders')).expect(200, { of: 'alice' })
  await request(app).get('/orders').auth(token, { type: 'bearer' }).expect(401)
})

it('asks for a stronger login', async () => {
  const weak = await boundToken()
  const strong = await boundToken({ acr: 'mfa' })
  for (const [token, status] of [
    [weak, 401],
    [strong, 204],
  ] as const) {
    const get = request(app).get('/payments').set('Authorization', `DPoP ${token}`)
    await get.set('DPoP', await proofFor(token, '/payments')).expect(status)
  }
})

function createApp(issuer: string): Express {
  const app = express()
  app.use(apiGuard({ issuer, audience: 'https://api.example.com', dpop: { baseUrl: 'https://api.example.com' } }))
  app.get('/orders', (req, res) => {
    res.json({ of: authOf(req).subject })
  })
  app.get('/payments', requireAuthentication({ acr: 'mfa' }), (_req, res) => {
    res.sendStatus(204)
  })
  app.use(authErrorHandler())
  return app
}
// #endregion
