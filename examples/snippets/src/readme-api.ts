// #region api
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

const api = express()
api.use(apiGuard({ issuer: 'https://tenant.eu.auth0.com/', audience: 'https://api.example.com' }))
api.get('/appointments', requireScopes('read:appointments'), (req, res) => {
  res.json({ for: authOf(req).subject })
})
api.use(authErrorHandler())
api.listen(3001)

// #endregion

export { api }
