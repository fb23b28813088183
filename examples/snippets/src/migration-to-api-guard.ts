// #region after
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(apiGuard({ issuer: 'https://tenant.eu.auth0.com/', audience: 'https://api.example.com' }))
app.get('/appointments', requireScopes('read:appointments'), (req, res) => {
  res.json({ for: authOf(req).subject })
})
app.use(authErrorHandler())

// #endregion

export { app }
