// #region options
import { generateSigningKey, startIssuer } from '@tandem-auth/testing'

const signingKey = await generateSigningKey()
const issuer = await startIssuer({
  signingKey,
  path: '/tenant1',
  clients: [{ clientId: 'web', clientSecret: 's3cret' }],
})

// #endregion

export { issuer }
