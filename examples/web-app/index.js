// A web app in which people sign in. The provider is configured in .env.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { clientSession, loginErrorHandler, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

if (existsSync('.env')) process.loadEnvFile()
const { ISSUER, PORT = '3000', BASE_URL = `http://localhost:${PORT}` } = process.env
const demo = ISSUER ? undefined : await startDemoProvider()

const web = clientSession({
  issuer: ISSUER || demo.issuer,
  clientId: process.env.CLIENT_ID || 'client-1',
  clientSecret: process.env.CLIENT_SECRET || 'secret-1',
  // Without a secret that stays the same, everybody is signed out when the app restarts.
  secret: process.env.SESSION_SECRET || randomBytes(32).toString('base64url'),
  baseUrl: BASE_URL,
})

const app = express()
app.use(web)
app.get('/', (req, res) => {
  const { user } = web.of(req)
  res.send(page(user === undefined ? '<a href="/login">Sign in</a>' : signedIn(user)))
})
app.get('/profile', requireLogin(), (req, res) => {
  res.json(web.of(req).user)
})
app.use(loginErrorHandler())

app.listen(Number(PORT), () => {
  console.log(`The web app is at ${BASE_URL}`)
  if (demo) console.log('No ISSUER is configured, so a demo provider signs everybody in as Alice.')
})

const page = (body) => `<!doctype html><html lang="en"><title>Web app</title><body>${body}</body></html>`

const signedIn = ({ sub, name = sub }) => `
  <p>Signed in as ${escapeHtml(name)}. <a href="/profile">Profile</a></p>
  <form method="post" action="/logout"><button>Sign out</button></form>`

const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`)

async function startDemoProvider() {
  const { startIssuer } = await import('@tandem-auth/testing')
  return startIssuer({ user: { sub: 'alice', name: 'Alice Liddell' } })
}
