// #region guard
import { apiGuard, legacyJwt } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://api.descope.com/P2abc',
  audience: 'https://api.example.com',
  tokenProfile: legacyJwt({ requireClaims: { drn: 'DS' } }),
})

// #endregion

export { guard }
