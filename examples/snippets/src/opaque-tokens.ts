// #region secret
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://login.example.com',
  audience: 'https://api.example.com',
  introspection: { clientId: 'appointments-api', clientSecret: process.env.INTROSPECTION_SECRET },
})
// #endregion

// #region key
const guardWithKey = apiGuard({
  issuer: 'https://login.example.com',
  audience: 'https://api.example.com',
  introspection: { clientId: 'appointments-api', privateKey: process.env.INTROSPECTION_KEY, cache: { maxAge: 30 } },
})
// #endregion

// #region google
const googleGuard = apiGuard({
  issuer: 'https://accounts.google.com',
  tokenProfile: 'google',
  audience: false,
  clientIds: ['1234567890-abc.apps.googleusercontent.com'],
  scopes: 'https://www.googleapis.com/auth/userinfo.email',
})

// #endregion

export { googleGuard, guard, guardWithKey }
