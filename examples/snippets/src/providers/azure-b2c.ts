// #region guard
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  issuer: 'https://contoso.b2clogin.com/775527ff-9a37-4307-8b3d-cc311f58d925/v2.0/',
  audience: '90c0fe63-bcf2-44d5-8fb7-b8bbc0b29dc6',
  jwksUri: 'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_sign_in/discovery/v2.0/keys',
})

// #endregion

export { guard }
