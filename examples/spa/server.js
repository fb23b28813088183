// A single-page app and its backend: the page has a cookie, this server has the tokens.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { clientSession, loginErrorHandler } from '@tandem-auth/client-session'
import express from 'express'

if (existsSync('.env')) process.loadEnvFile()
const { ISSUER, PORT = '3000', BASE_URL = `http://localhost:${PORT}` } = process.env
const demo = ISSUER ? undefined : await import('./demo.js').then(({ startDemo }) => startDemo())

const web = clientSession({
  issuer: ISSUER || demo.issuer,
  clientId: process.env.CLIENT_ID || 'client-1',
  clientSecret: process.env.CLIENT_SECRET || 'secret-1',
  // Without a secret that stays the same, everybody is signed out when the app restarts.
  secret: process.env.SESSION_SECRET || randomBytes(32).toString('base64url'),
  baseUrl: BASE_URL,
  routes: { session: '/session' },
  apis: {
    appointments: {
      url: process.env.API_URL || demo.apiUrl,
      resource: process.env.API_AUDIENCE || demo.audience,
      scopes: ['read:appointments', 'write:appointments'],
    },
  },
})

const app = express()
app.use(web)

// Everything that the page may call, and nothing else.
app.use('/api', web.proxy('appointments', { methods: ['GET', 'POST'], paths: ['/slots', '/slots/:id', '/events'] }))

// For pages without a bundler. React and Vue import '@tandem-auth/client-session/browser' instead.
const browserModule = fileURLToPath(import.meta.resolve('@tandem-auth/client-session/browser'))
app.get('/client-session.js', (_req, res) => res.sendFile(browserModule))

app.use(express.static('dist'))
app.use(loginErrorHandler())

const server = createServer(app)
server.on('upgrade', web.upgrade('appointments', { at: '/api', paths: ['/chat'] }))
server.listen(Number(PORT), () => {
  console.log(`React: ${BASE_URL}/  Vue: ${BASE_URL}/vue.html  plain modules: ${BASE_URL}/plain.html`)
  if (demo) console.log('No ISSUER is configured, so a demo provider signs everybody in as Alice.')
})
