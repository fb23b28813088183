import { clientSession, loginErrorHandler, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

// #region app
const web = clientSession({
  issuer: 'https://login.example.com',
  clientId: process.env.CLIENT_ID,
  clientSecret: process.env.CLIENT_SECRET,
  baseUrl: 'https://app.example.com',
  secret: process.env.SESSION_SECRET,
  routes: { callback: '/oauth2/redirect' },
})

const app = express()
app.set('trust proxy', 1)
app.use(web)

// What the verify function did: your own user for the provider's. Once for each request, or keep it in req.session.
app.use(async (req, res, next) => {
  const { claims, user } = web.of(req)
  if (claims !== undefined) res.locals.user = await findOrCreateUser(claims.iss, claims.sub, user?.name)
  next()
})

app.get('/profile', requireLogin(), (_req, res) => {
  res.json(res.locals.user)
})

app.use(loginErrorHandler())
// #endregion

async function findOrCreateUser(iss: string, sub: string, name: string | undefined) {
  return { id: `${iss} ${sub}`, name }
}

export { app }
