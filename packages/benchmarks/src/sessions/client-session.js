import { clientSession, requireLogin } from '@tandem-auth/client-session'
import { openCoordination, openStore } from './stores.js'

export async function mount(app, { store: kind, secret, issuer, url: baseUrl, ...config }) {
  const store = await openStore(kind, config)
  const coordination = await openCoordination(kind, config)
  const web = clientSession({
    ...{ issuer, baseUrl, clientId: 'client-1', clientSecret: 'secret-1', secret },
    ...(store === undefined ? {} : { session: { store }, coordination }),
  })
  app.use(web)
  app.get('/', requireLogin(), (req, res) => {
    res.json({ hello: web.of(req).user.name })
  })
}
