import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import { clientSession, requireLogin } from '@tandem-auth/client-session'
import { startIssuer } from '@tandem-auth/testing'
import express from 'express'
import { listen, walk } from './walk.cjs'

const issuer = await startIssuer()
const api = await listen()
const web = await listen()

const guarded = express()
guarded.use(apiGuard({ issuer: issuer.issuer, audience: 'https://api.example.com' }))
guarded.get('/appointments', requireScopes('read:appointments'), (req, res) => {
  res.json({ for: authOf(req).subject })
})
guarded.use(authErrorHandler())
api.server.on('request', guarded)

const session = clientSession({
  issuer: issuer.issuer,
  clientId: 'client-1',
  clientSecret: 'secret-1',
  secret: 'a secret of thirty-two bytes, or a few more',
  baseUrl: web.url,
  apis: { appointments: { url: api.url, audience: 'https://api.example.com', scopes: ['read:appointments'] } },
})
const app = express()
app.use(session)
app.get('/profile', requireLogin(), (req, res) => {
  res.json(session.of(req).user)
})
app.get('/appointments', requireLogin(), (req, res, next) => {
  session
    .of(req)
    .fetch('appointments', '/appointments')
    .then(async (response) => res.status(response.status).json(await response.json()))
    .catch(next)
})
web.server.on('request', app)

await walk({ issuer, api, web })
