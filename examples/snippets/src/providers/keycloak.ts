// #region guard
import { apiGuard, authOf, requirePermissions } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://sso.example.com/realms/shop',
    audience: 'orders-api', // what the audience mapper writes
    tokenProfile: 'keycloak',
  }),
)

app.get('/orders', requirePermissions('orders:read'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
