import { clientSession, fromEnvironment, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

const web = clientSession({
  ...fromEnvironment(),
  apis: { appointments: { url: 'https://api.example.com', scopes: ['read:appointments'] } },
})

const app = express()
app.use(web)

// #region web
app.get('/appointments/:id/cancel', requireLogin(), async (req, res) => {
  const login = web.of(req)
  const response = await login.fetch('appointments', `/appointments/${req.params.id}`, { method: 'DELETE' })
  if (await login.answerChallenge(response)) return
  res.status(response.ok ? 200 : 502).send(response.ok ? 'Cancelled.' : 'Please try again later.')
})

// #endregion

export { app }
