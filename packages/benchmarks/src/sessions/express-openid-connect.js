import openid from 'express-openid-connect'
import session from 'express-session'
import { openStore } from './stores.js'

/** express-openid-connect, in its encrypted cookie or with a store, and with the same flow as ours. */
export async function mount(app, { store: kind, secret, issuer, url, ...config }) {
  const store = kind === 'memory' ? new session.MemoryStore() : await openStore(kind, config)
  const auth = openid.auth({
    ...{ issuerBaseURL: issuer, baseURL: url, clientID: 'client-1', clientSecret: 'secret-1', secret },
    authorizationParams: { response_type: 'code', scope: 'openid profile email' },
    authRequired: false,
    ...(store === undefined ? {} : { session: { store } }),
  })
  app.use(auth)
  app.get('/', openid.requiresAuth(), (req, res) => {
    res.json({ hello: req.oidc.user.name })
  })
}
