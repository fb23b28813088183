// #region guard
import { apiGuard, authErrorHandler } from '@tandem-auth/api-guard'
import express from 'express'

const guard = apiGuard({
  issuer: 'https://login.example.com',
  audience: 'https://api.example.com',
  exchange: { clientId: 'appointments-api', clientSecret: process.env.EXCHANGE_SECRET },
  downstream: {
    orders: { url: 'https://orders.example.com', audience: 'https://orders.example.com', scopes: ['read:orders'] },
  },
})

const api = express()
api.use(guard)
api.get('/appointments/:id/order', async (req, res) => {
  const response = await guard.onBehalfOf(req).fetch('orders', `/orders/${encodeURIComponent(req.params.id)}`)
  res.status(response.ok ? 200 : 502).json(response.ok ? await response.json() : {})
})
api.use(authErrorHandler())
// #endregion

// #region token
api.get('/orders/token-age', async (req, res) => {
  const accessToken = await guard.onBehalfOf(req).accessToken('orders')
  res.json({ length: accessToken.length })
})
// #endregion

// #region entra
const entraGuard = apiGuard({
  issuer: 'https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0',
  audience: '00001111-aaaa-2222-bbbb-3333cccc4444',
  exchange: { clientId: '00001111-aaaa-2222-bbbb-3333cccc4444', clientSecret: process.env.EXCHANGE_SECRET },
  downstream: {
    graph: { url: 'https://graph.microsoft.com/v1.0', scopes: ['https://graph.microsoft.com/User.Read'] },
  },
})

// #endregion

export { api, entraGuard }
