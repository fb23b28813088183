import { afterAll, beforeAll, expect, it } from '@jest/globals'
// #region test
import { clientSession, requireLogin } from '@tandem-auth/client-session'
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

it('shows the profile to a user who has logged in', async () => {
  issuer.setUser({ sub: 'alice', name: 'Alice' })
  const browser = request.agent(app)

  const login = await browser.get('/login?returnTo=/profile').expect(302)
  // The user is logged in at the provider already, so it redirects back with a code at once.
  const response = await fetch(String(login.headers.location), { redirect: 'manual' })
  const { pathname, search } = new URL(String(response.headers.get('location')))
  await browser.get(pathname + search).expect(303)

  const profile = await browser.get('/profile').expect(200)
  expect(profile.body).toMatchObject({ sub: 'alice', name: 'Alice' })
  expect(issuer.violations).toEqual([])
})

it('refuses a login with an ID token of another client', async () => {
  issuer.nextIdToken((claims) => {
    claims.aud = 'another-client'
  })
  const browser = request.agent(app)
  const login = await browser.get('/login')
  const response = await fetch(String(login.headers.location), { redirect: 'manual' })
  const { pathname, search } = new URL(String(response.headers.get('location')))

  await browser.get(pathname + search).expect(400)
  await browser.get('/profile').expect(401)
})

function createApp(issuer: string): Express {
  const web = clientSession({
    issuer,
    clientId: 'client-1',
    clientSecret: 'secret-1',
    baseUrl: 'http://localhost:3000',
    secret: 'a secret for tests, of 32 bytes or more',
  })
  const app = express()
  app.use(web)
  app.get('/profile', requireLogin(), (req, res) => {
    res.json(web.of(req).user)
  })
  return app
}
// #endregion
