// #region app
import { clientSession, loginErrorHandler, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

const web = clientSession({
  issuer: 'https://tenant.eu.auth0.com/',
  clientId: process.env.CLIENT_ID,
  clientSecret: process.env.CLIENT_SECRET,
  secret: process.env.SESSION_SECRET,
  baseUrl: 'https://app.example.com',
  apis: {
    appointments: {
      url: 'https://api.example.com',
      audience: 'https://api.example.com',
      scopes: ['read:appointments'],
    },
  },
})

const app = express()
app.use(web)
app.get('/appointments', requireLogin(), async (req, res) => {
  const response = await web.of(req).fetch('appointments', '/appointments')
  res.json(await response.json())
})
app.use(loginErrorHandler())
app.listen(3000)

// #endregion

export { app }
