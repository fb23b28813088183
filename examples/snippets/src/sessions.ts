import {
  clientSession,
  fromEnvironment,
  loginOf,
  requireLogin,
  requireRecentLogin,
  requireUserClaim,
} from '@tandem-auth/client-session'
import express, { type Request } from 'express'

const app = express()

// #region profile
const web = clientSession({
  ...fromEnvironment(),
  profile: {
    map: ({ iss, sub, name, email, 'https://app.example.com/roles': roles }) => ({
      id: `${iss} ${sub}`,
      name: typeof name === 'string' ? name : 'somebody',
      email: typeof email === 'string' ? email : undefined,
      roles: Array.isArray(roles) ? roles.map(String) : [],
    }),
  },
})

app.use(web)

app.get('/admin', requireUserClaim('roles', 'admin'), (req, res) => {
  res.send(`Good morning, ${web.of(req).user?.name}`)
})
// #endregion

// #region renew
app.post('/second-factor', requireLogin(), async (req, res) => {
  await checkSecondFactor(req)
  await web.of(req).renewSessionId()
  res.redirect(303, '/')
})
// #endregion

// #region recent
app.get('/account/delete', requireRecentLogin({ maxAge: 300 }), (_req, res) => {
  res.send('…')
})
// #endregion

// #region page
app.get('/devices', requireLogin(), async (req, res) => {
  const sessions = await web.of(req).sessions.list()
  const rows = sessions.map(
    ({ id, current, userAgent = 'an unknown browser', lastSeen }) => `
      <li>${escapeHtml(userAgent)}, last used ${new Date(lastSeen * 1000).toISOString()}
        ${current ? '(this one)' : `<button name="id" value="${id}">Sign out there</button>`}</li>`,
  )
  res.send(`<h1>Where you are signed in</h1>
    <form method="post" action="/devices"><ul>${rows.join('')}</ul>
    <button name="id" value="others">Sign out everywhere else</button></form>`)
})

app.post('/devices', web.sameOrigin(), requireLogin(), express.urlencoded({ extended: false }), async (req, res) => {
  const { sessions } = web.of(req)
  const { id } = req.body
  if (id === 'others') await sessions.revokeOthers()
  else if (!(await sessions.revoke(String(id)))) {
    res.status(404).send('This session was not found. It may have ended already.')
    return
  }
  res.redirect(303, '/devices')
})
// #endregion

// #region administrators
async function closeAccount(iss: string, sub: string): Promise<void> {
  await web.sessionsOf({ iss, sub }).revokeAll()
}
// #endregion

// #region elsewhere
function nameOf(req: Request): string {
  return loginOf(req).isAuthenticated() ? 'somebody' : 'nobody'
}
// #endregion

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

async function checkSecondFactor(_req: Request): Promise<void> {}

export { app, closeAccount, nameOf }
