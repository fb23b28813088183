// #region guard
import { apiGuard, authOf } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://accounts.google.com',
    audience: false, // Google's tokens are never for an API of yours
    clientIds: ['915-x.apps.googleusercontent.com'],
    scopes: 'https://www.googleapis.com/auth/calendar',
  }),
)

app.get('/calendar', (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
