// #region guard
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://example.kinde.com',
  audience: 'https://api.example.com',
})

// #endregion

export { guard }
