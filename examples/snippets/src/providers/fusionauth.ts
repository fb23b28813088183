// #region guard
import { apiGuard, authOf, requirePermissions } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://example.fusionauth.io',
    audience: 'e9fdb985-9173-4e01-9d73-ac2d60d1dc8e', // the Application's id
    tokenProfile: 'fusionauth',
    jwksUri: 'https://example.fusionauth.io/.well-known/jwks.json',
  }),
)

app.get('/orders', requirePermissions('clerk'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
