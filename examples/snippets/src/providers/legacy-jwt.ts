// #region guard
import { apiGuard, legacyJwt } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://legacy.example.com',
  audience: 'https://api.example.com',
  tokenProfile: legacyJwt({
    requireClaims: { token_type: 'access', client: true },
    refuseClaims: ['login_time'],
    clientIdClaim: 'client',
    scopesClaim: 'rights',
    permissionsClaim: 'privileges',
  }),
})

// #endregion

export { guard }
