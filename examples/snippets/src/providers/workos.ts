// #region guard
import { apiGuard, authOf, requirePermissions } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://api.workos.com', // as your tokens have it, with or without a slash
    audience: false,
    clientIds: ['client_01HXYZ'],
    tokenProfile: 'workos',
  }),
)

app.get('/posts', requirePermissions('posts:read'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
