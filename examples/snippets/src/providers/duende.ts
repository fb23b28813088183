// #region guard
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://identity.example.com',
  audience: 'https://api.example.com',
})

// #endregion

export { guard }
