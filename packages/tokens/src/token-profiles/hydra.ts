import { claim, scopeClaim } from '../jwt/claims.js'
import {
  firstMissingString,
  firstPresentClaim,
  isClientItself,
  likelyIdToken,
  standardReaders,
  wrongClaims,
} from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/** Ory Hydra with `strategies.access_token: jwt`: one key set serves both kinds of token, and both say `JWT`. */
export const hydra: TokenProfile = {
  name: 'hydra',
  headerTypes: ['jwt', 'at+jwt'],
  screen({ claims }) {
    // "rat", when the login was requested, stands in every ID token and in nothing else.
    const mark = firstPresentClaim(claims, ['rat', 'auth_time'])
    if (mark === undefined) return undefined
    return likelyIdToken(`access tokens of Hydra have no "${mark}"`)
  },
  prove({ claims }) {
    const hasScopes = firstPresentClaim(claims, ['scp', 'scope']) !== undefined
    if (hasScopes && firstMissingString(claims, ['client_id']) === undefined) return undefined
    return wrongClaims('An access token of Hydra has "client_id", and "scp" or "scope"; this one does not.')
  },
  clientId: standardReaders.clientId,
  scopes: (claims) => scopeClaim(claims, claim(claims, 'scp') === undefined ? 'scope' : 'scp'),
  isMachine: isClientItself,
  advice: {
    accessToken: (api) => `let the client ask Hydra with audience=${api}, which must be on the client's list.`,
    audience: (_audience, api) => `Let the client ask Hydra with audience=${api}, which must be on the client's list.`,
    opaque: () =>
      'Hydra issues opaque access tokens unless strategies.access_token is "jwt". Configure "introspection" for this issuer.',
  },
}
