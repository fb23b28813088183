// #region test
import { apiGuard, authErrorHandler, authOf } from '@tandem-auth/api-guard'
import { startIssuer } from '@tandem-auth/testing'
import express from 'express'

const issuer = await startIssuer()
const app = express()
app.use(apiGuard({ issuer: issuer.issuer, audience: 'https://api.example.com' }))
app.get('/me', (req, res) => {
  res.json(authOf(req).subject)
})
app.use(authErrorHandler())

const token = await issuer.accessToken({ sub: 'alice', scope: 'read:appointments' })
const idToken = await issuer.idToken({ sub: 'alice' })

// GET /me with the first is answered 200 "alice", with the second 401 ERR_TOKEN_KIND.
// #endregion

export { app, idToken, token }
