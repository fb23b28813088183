import { clientSession, fromEnvironment, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

// #region dpop
const web = clientSession({
  ...fromEnvironment(),
  dpop: true,
  apis: { orders: { url: 'https://api.example.com', scopes: ['read:orders'] } },
})
// #endregion

const app = express()
app.use(web)

// #region own
app.get('/export', requireLogin(), async (req, res) => {
  const url = 'https://api.example.com/export'
  const headers = await web.of(req).authorization('orders', 'GET', url)
  const response = await fetch(url, { headers: { ...headers } })
  res.send(await response.text())
})

// #endregion

export { app }
