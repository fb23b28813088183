// #region guard
import { apiGuard, authOf, requirePermissions } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://ak.example.com/application/o/shop/',
    audience: 'bSo4Bf0yQ2HhWnJ', // the client's id
    tokenProfile: 'authentik',
  }),
)

app.get('/orders', requirePermissions('clerks'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
