// #region guard
import { apiGuard, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(apiGuard({ issuer: 'https://tenant.eu.auth0.com/', audience: 'https://api.example.com' }))

app.get('/orders', requireScopes('read:orders'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
