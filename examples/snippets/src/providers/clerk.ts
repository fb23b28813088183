// #region guard
import { apiGuard, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://clerk.example.com',
    audience: false,
    clientIds: ['client_2xhFjEI5X2qWRvtV'],
    tokenProfile: 'clerk',
  }),
)

app.get('/orders', requireScopes('read:orders'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
