import { clientSession, fromEnvironment } from '@tandem-auth/client-session'

// #region fapi2
const { clientSecret: _unused, ...environment } = fromEnvironment()

const web = clientSession({
  ...environment,
  security: 'fapi2',
  clientAuthentication: 'private_key_jwt',
  privateKey: process.env.CLIENT_KEY,
})

// #endregion

export { web }
