// #region guard
import { apiGuard, firebaseIdTokens } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://securetoken.google.com/shop-12345',
  audience: 'shop-12345',
  tokenProfile: firebaseIdTokens(),
})

// #endregion

export { guard }
