import session from 'express-session'
import { openStore } from './stores.js'

/** express-session alone, as its documentation sets it up; the login is one assignment. */
export async function mount(app, { store: kind, secret, ...config }) {
  const store = await openStore(kind, config)
  app.use(session({ secret, store, resave: false, saveUninitialized: false }))
  app.get('/login', (req, res) => {
    req.session.user = { sub: 'user-1', name: 'Jane Doe', email: 'jane@example.com' }
    res.redirect('/')
  })
  app.get('/', (req, res) => {
    if (req.session.user === undefined) return res.sendStatus(401)
    res.json({ hello: req.session.user.name })
  })
}
