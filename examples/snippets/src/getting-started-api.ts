// #region api
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(apiGuard({ issuer: 'https://login.example.com', audience: 'https://api.example.com' }))

app.get('/appointments', requireScopes('read:appointments'), (req, res) => {
  const { subject, clientId, scopes } = authOf(req)
  res.json({ subject, clientId, scopes })
})

app.use(authErrorHandler({ hints: process.env.NODE_ENV !== 'production' }))
app.listen(3001)

// #endregion

export { app }
