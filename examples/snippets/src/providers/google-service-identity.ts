// #region guard
import { apiGuard, googleServiceIdentity } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://accounts.google.com',
  audience: 'https://jobs.example.com',
  tokenProfile: googleServiceIdentity({ emails: ['scheduler@project.iam.gserviceaccount.com'] }),
})

// #endregion

export { guard }
