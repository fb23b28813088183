// #region guard
import { apiGuard, legacyJwt } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://auth.example.org',
  audience: 'https://api.example.com',
  tokenProfile: legacyJwt({
    requireClaims: { scope: true },
    refuseClaims: ['azp', 'nonce', 'auth_time', 'sid'],
    headerTypes: ['', 'at+jwt'],
  }),
})

// #endregion

export { guard }
