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

/** Ory Hydra with `strategies.access_token: jwt`. Both kinds of token have the type `JWT` and keys of one key set. */
export const hydra: TokenProfile = {
  name: 'hydra',
  hosts: ['.projects.oryapis.com'],
  headerTypes: ['jwt', 'at+jwt'],
  screen({ claims }) {
    // "rat" (requested at) is in every ID token and in no other token.
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
  // Hydra keeps the claims of the consent app in "ext".
  recognizes: ({ claims }) => claim(claims, 'ext') !== undefined && Array.isArray(claim(claims, 'scp')),
  advice: {
    accessToken: (api) => `ask Hydra with audience=${api}, which must be on the client's list of audiences.`,
    audience: (_audience, api) =>
      `The client has to ask Hydra with audience=${api}, which must be on the client's list of audiences.`,
    opaque: () =>
      'Hydra issues opaque access tokens unless strategies.access_token is "jwt". Configure "introspection" for this issuer.',
  },
}
