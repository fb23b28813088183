import { type AccessTokenAuth, apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import '@tandem-auth/api-guard/augment'
import { clientSession, requireLogin } from '@tandem-auth/client-session'
import '@tandem-auth/client-session/augment'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express from 'express'
import { listen, walk } from './walk.cjs'

const issuer: TestIssuer = await startIssuer()
const api = await listen()
const web = await listen()

const guarded = express()
guarded.use(apiGuard({ issuer: issuer.issuer, audience: 'https://api.example.com' }))
guarded.get('/appointments', requireScopes('read:appointments'), (req, res) => {
  const auth: AccessTokenAuth = authOf(req)
  const subject: string | undefined = req.auth?.subject
  const _change = () => {
    // @ts-expect-error a verified token is read-only
    auth.subject = 'user-2'
  }
  res.json({ for: subject })
})
guarded.use(authErrorHandler())
api.server.on('request', guarded)

const session = clientSession({
  issuer: issuer.issuer,
  clientId: 'client-1',
  clientSecret: 'secret-1',
  secret: 'a secret of thirty-two bytes, or a few more',
  baseUrl: web.url,
  profile: { map: (claims) => ({ sub: String(claims.sub), shown: true }) },
  apis: { appointments: { url: api.url, audience: 'https://api.example.com', scopes: ['read:appointments'] } },
})
const app = express()
app.use(session)
app.get('/profile', requireLogin(), (req, res) => {
  const user: { sub: string; shown: boolean } | undefined = session.of(req).user
  res.json(user)
})
app.get('/appointments', requireLogin(), (req, res, next) => {
  const ofThis = session.of(req)
  const _isLoggedIn: boolean | undefined = req.oidc?.isAuthenticated()
  // @ts-expect-error no API has that name
  const _unknown = () => ofThis.fetch('invoices', '/')
  ofThis
    .fetch('appointments', '/appointments')
    .then(async (answer: Response) => res.status(answer.status).json(await answer.json()))
    .catch(next)
})
web.server.on('request', app)

await walk({ issuer, api, web })
