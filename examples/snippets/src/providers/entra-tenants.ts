// #region guard
import { apiGuard, entraTenants } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://login.microsoftonline.com/common/v2.0',
  audience: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
  tokenProfile: entraTenants({
    tenants: ['72f988bf-86f1-41af-91ab-2d7cd011db47', 'fa15d692-e9c7-4460-a743-29f2956fd429'],
  }),
})

// #endregion

export { guard }
