import { claim, scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Amazon Cognito user pools: `token_use` is what tells the tokens apart, and no trigger can change it. There is no `aud`
 * unless a client asks for one, and then the client chooses it: client and scope decide.
 */
export const cognito: TokenProfile = {
  name: 'cognito',
  headerTypes: ['', 'jwt'],
  prove({ claims }) {
    if (claim(claims, 'token_use') !== 'access') {
      return wrongKind('An access token of Cognito says "access" in "token_use"; this one does not.')
    }
    if (stringClaim(claims, 'client_id') !== undefined) return undefined
    return wrongClaims('An access token of Cognito names its client in "client_id"; this one does not.')
  },
  clientId: (claims) => stringClaim(claims, 'client_id'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  permissions: (claims) => stringArrayClaim(claims, 'cognito:groups'),
  // A user's token has "username", and no trigger can add one to a client's.
  isMachine(claims) {
    if (stringClaim(claims, 'username') !== undefined) return false
    const subject = stringClaim(claims, 'sub')
    return subject === undefined || subject === stringClaim(claims, 'client_id') ? true : undefined
  },
  advice: {
    accessToken: () => 'in Amplify it is `session.tokens?.accessToken`, at the token endpoint `access_token`.',
    audience: (audience) =>
      audience === undefined
        ? 'Cognito writes "aud" only for a client that signs in at /oauth2/authorize with resource={identifier}, never for client credentials or a sign-in by SDK. Where such clients call, configure audience: false with "clientIds" and "scopes".'
        : 'In Cognito a client chooses "aud" by the parameter "resource" of /oauth2/authorize.',
    issuer: (issuer) =>
      isLoginDomain(issuer)
        ? 'That is the login domain; the issuer is https://cognito-idp.{region}.amazonaws.com/{userPoolId}.'
        : undefined,
  },
  withoutAudience: true,
  clientIdAudience: true,
  requiresClientIds: true,
  requiresScopes: true,
}

function isLoginDomain(issuer: string): boolean {
  return URL.canParse(issuer) && new URL(issuer).hostname.endsWith('.amazoncognito.com')
}
