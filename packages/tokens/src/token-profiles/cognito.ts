import { claim, scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { isAtHost } from './issuer-hosts.js'
import { urlWith, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

// The second is the issuer that AWS recommends for new pools, the third serves GovCloud.
const userPoolHosts = ['cognito-idp', 'issuer-cognito-idp', 'cognito-idp-fips'].flatMap((service) =>
  ['amazonaws.com', 'amazonaws.com.cn'].map((domain) => `${service}.*.${domain}`),
)

// Tokens have exactly this scope after a sign-in through Cognito's SDK.
const sdkScope = 'aws.cognito.signin.user.admin'

/**
 * Amazon Cognito user pools. `token_use` tells the tokens apart, and no trigger can change it. There is no `aud` unless
 * the client asks for one, and then the client chooses it; so the client and its scopes decide.
 */
export const cognito: TokenProfile = {
  name: 'cognito',
  hosts: userPoolHosts,
  headerTypes: ['', 'jwt'],
  prove({ claims }) {
    if (claim(claims, 'token_use') !== 'access') {
      return wrongKind('An access token of Cognito has "token_use": "access"; this one does not.')
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
  logout: {
    // The metadata's end_session_endpoint is this one, too, but it doesn't take the standard's parameters.
    url: ({ authorization_endpoint: authorization }, { clientId, returnTo }) =>
      typeof authorization === 'string'
        ? urlWith(new URL('/logout', authorization).href, { client_id: clientId, logout_uri: returnTo })
        : undefined,
  },
  advice: {
    accessToken: () => 'in Amplify it is `session.tokens?.accessToken`, at the token endpoint `access_token`.',
    audience: (audience) =>
      audience === undefined
        ? 'Cognito writes "aud" only for a client that signs in at /oauth2/authorize with resource={identifier}, never for client credentials or a sign-in by SDK. For such clients, configure audience: false with "clientIds" and "scopes".'
        : 'In Cognito the client chooses "aud" with the parameter "resource" of /oauth2/authorize.',
    scopes: (scopes) =>
      scopes.includes(sdkScope)
        ? "A sign-in to Cognito through its SDK never grants an API's scopes. Sign in through managed login and ask for them there."
        : undefined,
    issuer: (issuer) =>
      isAtHost(issuer, ['.amazoncognito.com'])
        ? 'That is the login domain; the issuer is https://cognito-idp.{region}.amazonaws.com/{userPoolId}.'
        : undefined,
  },
  recognizes: ({ claims }) => claim(claims, 'token_use') === 'access',
  withoutAudience: true,
  clientIdAudience: true,
  requiresClientIds: true,
  requiresScopes: true,
}
