// #region guard
import { apiGuard, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://auth.pingone.eu/3f2504e0-4f89-41d3-9a0c-0305e82c3301/as',
    audience: 'https://api.example.com',
  }),
)

app.get('/orders', requireScopes('read:orders'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
