// #region app
import {
  attemptSilentLogin,
  clientSession,
  fromEnvironment,
  loginErrorHandler,
  requireLogin,
} from '@tandem-auth/client-session'
import express from 'express'

const web = clientSession({
  ...fromEnvironment(),
  scope: 'openid profile email offline_access',
  apis: { orders: { url: 'https://api.example.com', audience: 'https://api.example.com', scopes: ['read:orders'] } },
})

const app = express()
app.set('trust proxy', 1)
app.use(web)
app.use(attemptSilentLogin())

app.get('/orders', requireLogin(), async (req, res) => {
  const response = await web.of(req).fetch('/orders')
  res.json(await response.json())
})

app.use(loginErrorHandler())

// #endregion

export { app }
