import { claim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { likelyIdToken, wrongClaims } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Kinde: both kinds of token have the type `JWT`. An access token has an array `scp` and names its client in `azp`; an ID
 * token is addressed to that client.
 */
export const kinde: TokenProfile = {
  name: 'kinde',
  hosts: ['.kinde.com'],
  headerTypes: ['jwt'],
  screen({ claims, audience }) {
    const client = stringClaim(claims, 'azp')
    if (client !== undefined && !audience.includes(client)) return undefined
    return likelyIdToken('names no client ("azp") other than its audience')
  },
  prove({ claims }) {
    if (Array.isArray(claim(claims, 'scp'))) return undefined
    return wrongClaims('An access token of Kinde has an array "scp"; this one does not.')
  },
  clientId: (claims) => stringClaim(claims, 'azp'),
  scopes: (claims) => stringArrayClaim(claims, 'scp'),
  permissions: (claims) => stringArrayClaim(claims, 'permissions'),
  // A token of a client has no "sub".
  isMachine(claims) {
    if (stringClaim(claims, 'sub')?.startsWith('kp_')) return false
    return stringArrayClaim(claims, 'gty').includes('client_credentials') ? true : undefined
  },
  recognizes: ({ claims }) =>
    stringClaim(claims, 'sub')?.startsWith('kp_') === true ||
    stringArrayClaim(claims, 'gty').includes('client_credentials'),
  advice: {
    accessToken: (api) => `register ${api} as an API in Kinde, and let the client ask with audience=${api}.`,
    audience: (audience, api) =>
      audience === undefined
        ? `Kinde leaves "aud" empty if the client asked for no API: it has to ask with audience=${api}.`
        : undefined,
  },
}
