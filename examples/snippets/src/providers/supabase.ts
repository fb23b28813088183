// #region guard
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://abcdefgh.supabase.co/auth/v1',
  audience: 'authenticated',
})

// #endregion

export { guard }
