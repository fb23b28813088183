// #region app
import { clientSession, fromEnvironment, loginErrorHandler, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

// issuer, clientId, clientSecret, baseUrl and secret, from ISSUER_BASE_URL, CLIENT_ID, CLIENT_SECRET, BASE_URL and
// SESSION_SECRET.
const web = clientSession(fromEnvironment())

const app = express()
app.set('trust proxy', 1)
app.use(web)

app.get('/', (req, res) => {
  const { user } = web.of(req)
  res.send(user ? 'You are signed in. <a href="/profile">Profile</a>' : '<a href="/login">Sign in</a>')
})

app.get('/profile', requireLogin(), (req, res) => {
  res.json(web.of(req).user)
})

app.use(loginErrorHandler())
app.listen(3000)

// #endregion

export { app }
