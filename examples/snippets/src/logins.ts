import { clientSession, fromEnvironment, LoginRejected, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

interface Account {
  readonly id: string
  readonly roles: readonly string[]
  readonly closed: boolean
  readonly complete: boolean
}

const accounts = new Map<string, Account>()

async function findOrCreateAccount(iss: string, sub: string): Promise<Account> {
  const key = `${iss} ${sub}`
  const known = accounts.get(key) ?? { id: key, roles: ['reader'], closed: false, complete: false }
  accounts.set(key, known)
  return known
}

// #region database
const web = clientSession({
  ...fromEnvironment(),
  profile: {
    async map(claims) {
      const { id, roles, closed, complete } = await findOrCreateAccount(claims.iss, claims.sub)
      return { id, roles, closed, complete, name: claims.name }
    },
  },
  onLogin({ user }) {
    if (user.closed) throw new LoginRejected('the account is closed')
    return user.complete ? undefined : { returnTo: '/onboarding' }
  },
  loginParameters: {
    screen_hint: ['signup'],
    organization: (value) => /^org_[A-Za-z0-9]{1,32}$/.test(value),
  },
})
// #endregion

const app = express()
app.use(web)

// #region update
app.post('/onboarding', requireLogin(), async (req, res) => {
  const login = web.of(req)
  if (login.user !== undefined) await login.updateUser({ ...login.user, complete: true })
  res.redirect(303, '/')
})
// #endregion

// #region own
app.get('/connect-calendar', requireLogin(), async (req) => {
  await web.of(req).login({
    returnTo: '/calendar',
    scope: 'calendar:read',
    authorizationParams: { connection: 'google-oauth2' },
  })
})

// #endregion

export { app }
