// Logins by invitation: who has an account, or an invitation, gets in; the app's own users are in PostgreSQL.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  clientSession,
  LoginRejected,
  loginErrorHandler,
  requireLogin,
  requireUserClaim,
} from '@tandem-auth/client-session'
import express from 'express'
import { form, page } from './pages.js'
import { openUsers } from './users.js'

if (existsSync('.env')) process.loadEnvFile()
const { ISSUER, PORT = '3000', BASE_URL = `http://localhost:${PORT}` } = process.env
const demo = ISSUER ? undefined : await startDemoProvider()
const users = await openUsers(process.env.DATABASE_URL)

const web = clientSession({
  issuer: ISSUER || demo.issuer,
  clientId: process.env.CLIENT_ID || 'client-1',
  clientSecret: process.env.CLIENT_SECRET || 'secret-1',
  // Without a secret that stays the same, everybody is signed out when the app restarts.
  secret: process.env.SESSION_SECRET || randomBytes(32).toString('base64url'),
  baseUrl: BASE_URL,
  profile: {
    // What the session keeps: the app's own user, or only who it is that wants to join.
    async map({ iss, sub, name }) {
      const account = await users.find(iss, sub)
      return account === undefined
        ? { iss, sub, name: name ?? '', isNew: true }
        : { iss, sub, ...account, isNew: false }
    },
  },
  async onLogin({ user, returnTo }) {
    if (!user.isNew) return
    const code = new URL(returnTo, BASE_URL).searchParams.get('invitation') ?? ''
    if (!(await users.isInvited(code))) throw new LoginRejected('no account, and no invitation')
    return { returnTo: `/welcome?invitation=${encodeURIComponent(code)}` }
  },
})

const app = express()
app.use(web)
app.use(express.urlencoded({ extended: false }))

app.get('/', (req, res) => {
  const { user } = web.of(req)
  res.send(page(user === undefined ? '<a href="/login">Sign in</a>' : home(user)))
})

// An invitation is a link: /join?invitation=… It leads over the login to /welcome.
app.get('/join', requireLogin(), (_req, res) => res.redirect(303, '/'))

app.get('/welcome', requireLogin(), (req, res) => {
  const { user } = web.of(req)
  if (!user.isNew) return res.redirect(303, '/')
  res.send(page(form({ name: user.name, invitation: String(req.query.invitation ?? '') })))
})

app.post('/welcome', web.sameOrigin(), requireLogin(), async (req, res) => {
  const login = web.of(req)
  const { name = '', invitation = '' } = req.body
  if (name.trim() === '')
    return res.status(400).send(page(form({ name, invitation, problem: 'Please enter your name.' })))
  const { iss, sub } = login.user
  const account = await users.join({ iss, sub, name: name.trim(), code: invitation })
  if (account === undefined) {
    return res.status(409).send(page(form({ name, invitation, problem: 'This invitation has been used.' })))
  }
  await login.updateUser({ iss, sub, ...account, isNew: false })
  res.redirect(303, '/')
})

app.get('/admin', requireUserClaim('role', 'admin'), async (_req, res) => {
  const code = randomBytes(16).toString('base64url')
  await users.invite(code, 'member')
  res.send(page(`<p>A new invitation: <a href="/join?invitation=${code}">${BASE_URL}/join?invitation=${code}</a></p>`))
})

app.use(loginErrorHandler())

app.listen(Number(PORT), async () => {
  console.log(`The web app is at ${BASE_URL}`)
  if (!demo) return
  await users.invite('welcome', 'admin')
  console.log(
    `No ISSUER is configured, so a demo provider signs everybody in as Alice. Her invitation: ${BASE_URL}/join?invitation=welcome`,
  )
})

const home = ({ name, role }) => `
  <p>Signed in as ${page.escape(name)} (${page.escape(role)}).</p>
  ${role === 'admin' ? '<p><a href="/admin">Invite someone</a></p>' : ''}
  <form method="post" action="/logout"><button>Sign out</button></form>`

async function startDemoProvider() {
  const { startIssuer } = await import('@tandem-auth/testing')
  return startIssuer({ user: { sub: 'alice', name: 'Alice Liddell' } })
}
