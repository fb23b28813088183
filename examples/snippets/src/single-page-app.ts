// #region server
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { clientSession, fromEnvironment, loginErrorHandler } from '@tandem-auth/client-session'
import express from 'express'

const web = clientSession({
  ...fromEnvironment(),
  routes: { session: '/session' },
  apis: {
    appointments: {
      url: 'https://api.example.com/v1',
      audience: 'https://api.example.com',
      scopes: ['read:appointments', 'write:appointments'],
    },
  },
})

const app = express()
app.set('trust proxy', 1)
app.use(web)

// What the page may call, and nothing else: GET /api/slots, POST /api/bookings/7, GET /api/events.
app.use('/api', web.proxy('appointments', { methods: ['GET', 'POST'], paths: ['/slots', '/bookings/:id', '/events'] }))

// The module for pages without a bundler. With one, import '@tandem-auth/client-session/browser'.
app.get('/client-session.js', (_req, res) => {
  res.sendFile(fileURLToPath(import.meta.resolve('@tandem-auth/client-session/browser')))
})

// The page itself: what Vite or another bundler has built.
app.use(express.static('dist'))
app.use(loginErrorHandler())

const server = createServer(app)
server.on('upgrade', web.upgrade('appointments', { at: '/api', paths: ['/live'] }))
server.listen(3000)
// #endregion

// #region own
app.post('/preferences', web.sameOrigin(), express.json(), (req, res) => {
  const { user } = web.of(req)
  res.status(user === undefined ? 401 : 200).json({ saved: user !== undefined })
})
// #endregion
