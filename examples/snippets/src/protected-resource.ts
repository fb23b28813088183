import { apiGuard, authErrorHandler, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

// #region api
const guard = apiGuard({
  issuer: 'https://login.example.com',
  resource: { url: 'https://api.example.com/orders', scopes: ['orders:read'], name: 'Orders' },
  scopes: 'orders:read',
})

const app = express()
app.use(guard.metadata())
app.use('/orders', guard)
app.delete('/orders/:id', requireScopes('orders:write'), (_req, res) => {
  res.status(204).end()
})
app.use(authErrorHandler())
// #endregion

// #region entra
const entraGuard = apiGuard({
  issuer: 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0',
  audience: '66666666-7777-8888-9999-000000000000',
  scopes: 'access_as_user',
  resource: {
    url: 'https://api.example.com/orders',
    requestable: (scope) => `api://66666666-7777-8888-9999-000000000000/${scope}`,
  },
})
// #endregion

// #region cookie
const cookieGuard = apiGuard({
  issuer: 'https://login.example.com',
  audience: 'https://api.example.com',
  credentials: (req) => /(?:^|; )access_token=([^;]*)/.exec(req.headers.cookie ?? '')?.[1],
})

// #endregion

export { cookieGuard, entraGuard }
