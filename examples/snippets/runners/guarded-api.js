// #region app
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

export function createApp(issuer) {
  const app = express()
  app.use(apiGuard({ issuer, audience: 'https://api.example.com' }))
  app.get('/orders', requireScopes('read:orders'), (req, res) => {
    res.json({ of: authOf(req).subject })
  })
  app.use(authErrorHandler())
  return app
}
// #endregion
