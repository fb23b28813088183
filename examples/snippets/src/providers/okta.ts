// #region guard
import { apiGuard, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(apiGuard({ issuer: 'https://example.okta.com/oauth2/default', audience: 'api://default' }))

app.get('/orders', requireScopes('orders:read'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
