// #region guard
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://app.example.com/api/auth',
  audience: 'https://api.example.com',
})

// #endregion

export { guard }
