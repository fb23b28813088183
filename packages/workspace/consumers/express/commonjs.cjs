const { apiGuard, authErrorHandler, authOf, requireScopes } = require('@tandem-auth/api-guard')
const { clientSession, requireLogin } = require('@tandem-auth/client-session')
const { startIssuer } = require('@tandem-auth/testing')
const express = require('express')
const { listen, walk } = require('./walk.cjs')

async function main() {
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
      .then(async (answer) => res.status(answer.status).json(await answer.json()))
      .catch(next)
  })
  web.server.on('request', app)

  await walk({ issuer, api, web })
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
