import { scopeClaim, stringClaim } from '../jwt/claims.js'
import { firstMissingString, likelyIdToken } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Azure AD B2C: an access token names its client in `azp` and its scopes in `scp`. If web app and API share one
 * registration, both kinds of token are addressed to it, and only these claims tell them apart.
 */
export const azureB2c: TokenProfile = {
  name: 'azure-b2c',
  hosts: ['.b2clogin.com'],
  headerTypes: ['jwt'],
  screen({ claims }) {
    const missing = firstMissingString(claims, ['azp', 'scp'])
    return missing === undefined ? undefined : likelyIdToken(`every access token of Azure AD B2C has "${missing}"`)
  },
  prove: () => undefined,
  clientId: (claims) => stringClaim(claims, 'azp'),
  scopes: (claims) => scopeClaim(claims, 'scp'),
  // The client credentials of a B2C tenant are those of Entra ID, with Entra's issuer.
  isMachine: () => false,
  advice: {
    accessToken: (api) => `ask for a scope of the API whose application id is ${api}, not only for "openid".`,
    audience: () => 'The audience of a token of Azure AD B2C is the application id of the API, a GUID.',
  },
  clientIdAudience: true,
}
