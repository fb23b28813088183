// #region guard
import { apiGuard, legacyJwt } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'http://adfs.example.com/adfs/services/trust',
  audience: 'microsoft:identityserver:orders',
  jwksUri: 'https://adfs.example.com/adfs/discovery/keys',
  tokenProfile: legacyJwt({
    requireClaims: { appid: true, apptype: true },
    clientIdClaim: 'appid',
    scopesClaim: 'scp',
  }),
})

// #endregion

export { guard }
