// #region guard
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://auth.example.com',
  audience: 'https://api.example.com',
  tokenProfile: 'lemonldap',
})

// #endregion

export { guard }
