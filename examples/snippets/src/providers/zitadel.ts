// #region guard
import { apiGuard, authOf, requirePermissions } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://acme.zitadel.cloud',
    audience: '69234237810729019', // the project's id
  }),
)

app.get('/orders', requirePermissions('clerk'), (req, res) => {
  res.json({ for: authOf(req).subject })
})

// #endregion

export { app }
