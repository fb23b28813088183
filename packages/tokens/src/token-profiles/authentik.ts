import { scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { firstMissingString, likelyIdToken } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * authentik builds its access token from the ID token and adds `azp` and `uid`; the two are the proof. The audience is the
 * client's id.
 */
export const authentik: TokenProfile = {
  name: 'authentik',
  headerTypes: ['jwt', '', 'at+jwt'],
  screen({ claims }) {
    const missing = firstMissingString(claims, ['azp', 'uid'])
    if (missing === undefined) return undefined
    return likelyIdToken(`only an access token of authentik has "${missing}"`)
  },
  prove: () => undefined,
  clientId: (claims) => stringClaim(claims, 'azp'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  permissions: (claims) => stringArrayClaim(claims, 'groups'),
  // The default of its issuer mode, "each provider has a different issuer".
  recognizes: ({ issuer }) => issuer.includes('/application/o/'),
  advice: {
    accessToken: (api) => `authentik calls it \`access_token\`, and its audience is the client id (here ${api}).`,
    audience: () => 'The audience of an authentik access token is the id of the client that asked for it.',
  },
  clientIdAudience: true,
}
