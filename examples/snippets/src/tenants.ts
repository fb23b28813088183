// #region app
import { clientSession, requireLogin } from '@tandem-auth/client-session'
import express, { type Request } from 'express'

const tenants = new Map([
  ['acme.app.example.com', 'https://login.acme.example'],
  ['globex.app.example.com', 'https://login.globex.example'],
])

const tenantOf = (req: Request) => tenants.get(req.hostname)

const web = clientSession({
  secret: process.env.SESSION_SECRET,
  baseUrl: [...tenants.keys()].map((host) => `https://${host}`),
  issuer: [
    { issuer: 'https://login.acme.example', clientId: 'portal', clientSecret: process.env.ACME_SECRET },
    { issuer: 'https://login.globex.example', clientId: 'web-42', clientSecret: process.env.GLOBEX_SECRET },
  ],
  selectIssuer: (req) => tenantOf(req as Request) ?? '',
})

const app = express()
app.set('trust proxy', 1)
app.use(web)
app.get('/', requireLogin(), (req, res) => {
  res.json(web.of(req).user)
})

// #endregion

export { app }
