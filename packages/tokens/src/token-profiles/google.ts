import { type Claims, claim, stringClaim } from '../jwt/claims.js'
import { standardReaders, wrongKind } from './profile-parts.js'
import type { ProfileRefusal, TokenProfile } from './token-profile.js'

function refuseJwt(): ProfileRefusal {
  return wrongKind(hint)
}

const hint =
  'Google issues no JWT access tokens for other people\'s APIs: this is an ID token, or not a token of Google. Send the access token ("ya29."), or use googleServiceIdentity(...) between services.'

/**
 * Google's access tokens are opaque. Its tokeninfo endpoint returns the client that holds one, and the scopes. It can't
 * tell whether the token was meant for this API, so `clientIds` and `scopes` are required.
 */
export const google: TokenProfile = {
  name: 'google',
  hosts: ['accounts.google.com'],
  headerTypes: [],
  screen: refuseJwt,
  prove: refuseJwt,
  clientId: clientOf,
  scopes: standardReaders.scopes,
  isMachine: (claims) => (stringClaim(claims, 'email')?.endsWith('.gserviceaccount.com') ? true : undefined),
  introspection: {
    tokenInfo: 'https://oauth2.googleapis.com/tokeninfo',
    claimsOf: (response) => ({ ...response, exp: numberOf(claim(response, 'exp')) }),
    refuse: (response) =>
      clientOf(response) === undefined || stringClaim(response, 'scope') === undefined
        ? wrongKind('Google names neither a client nor scopes for this token.')
        : undefined,
  },
  advice: {
    accessToken: () => 'it begins with "ya29."; Google\'s ID tokens are for the client that signed the user in.',
  },
  withoutAudience: true,
  clientIdAudience: true,
  requiresClientIds: true,
  requiresScopes: true,
  opaqueTokens: true,
}

// "azp" is the client that holds the token; "aud" may be another client of the same project.
function clientOf(claims: Claims): string | undefined {
  return stringClaim(claims, 'azp') ?? stringClaim(claims, 'aud')
}

// tokeninfo writes numbers as strings.
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value
}
