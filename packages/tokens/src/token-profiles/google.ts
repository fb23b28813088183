import { type Claims, claim, stringClaim } from '../jwt/claims.js'
import { standardReaders, wrongKind } from './profile-parts.js'
import type { ProfileRefusal, TokenProfile } from './token-profile.js'

function refuseJwt(): ProfileRefusal {
  return wrongKind(hint)
}

const hint =
  'Google issues no JWT access tokens for APIs of others: this is an ID token, or no token of Google\'s. Send the access token ("ya29."), or use googleServiceIdentity(...) between services.'

/**
 * Google's access tokens are opaque; its tokeninfo says which client holds one and with which scopes. It doesn't say
 * that the token was meant for this API: that is what `clientIds` and `scopes` are for.
 */
export const google: TokenProfile = {
  name: 'google',
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

// "azp" is the client that holds the token.
function clientOf(claims: Claims): string | undefined {
  return stringClaim(claims, 'azp') ?? stringClaim(claims, 'aud')
}

// Its numbers are written as strings.
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value
}
