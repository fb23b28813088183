// #region guard
import { apiGuard, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
    audience: '6e74172b-be56-4843-9ff4-e66a39bb12e3', // the API's client id
  }),
)

app.get('/orders', requireScopes('access_as_user'), (req, res) => {
  const { payload } = authOf(req)
  res.json({ for: payload.oid, of: payload.tid })
})

// #endregion

export { app }
