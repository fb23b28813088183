// #region guard
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://tenant.logto.app/oidc',
  audience: 'https://api.example.com',
})

// #endregion

export { guard }
