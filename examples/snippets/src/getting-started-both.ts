// #region app
import { clientSession, fromEnvironment, loginErrorHandler, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

const web = clientSession({
  ...fromEnvironment(),
  apis: {
    appointments: {
      url: 'https://api.example.com/v1',
      audience: 'https://api.example.com',
      scopes: ['read:appointments', 'write:appointments'],
    },
  },
})

const app = express()
app.use(web)

app.get('/appointments', requireLogin(), async (req, res) => {
  const response = await web.of(req).fetch('appointments', '/appointments?from=today')
  res.status(response.status).json(await response.json())
})

app.use(loginErrorHandler())
app.listen(3000)

// #endregion

export { app }
