// #region guard
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://acme.zitadel.cloud',
  audience: '69234237810729019',
  introspection: { clientId: '69234237810729555', clientSecret: process.env.ZITADEL_SECRET },
})

// #endregion

export { guard }
