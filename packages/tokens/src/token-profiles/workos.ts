import { scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * WorkOS AuthKit: the access token of a session names no audience and no client. Each client has a key set of its own,
 * and that is what binds the token; `clientIds` names the one client.
 */
export const workos: TokenProfile = {
  name: 'workos',
  headerTypes: ['jwt', '', 'at+jwt'],
  prove({ claims }) {
    const isOfSession = stringClaim(claims, 'sid')?.startsWith('session_')
    if (isOfSession && stringClaim(claims, 'sub')?.startsWith('user_')) return undefined
    return wrongKind('An AuthKit access token names a session ("session_...") in "sid", and a user in "sub".')
  },
  clientId: () => undefined,
  scopes: (claims) => scopeClaim(claims, 'scope'),
  permissions: (claims) => stringArrayClaim(claims, 'permissions'),
  isMachine: () => false,
  advice: {
    accessToken: () => 'AuthKit calls it `accessToken`.',
    issuer: () =>
      'WorkOS writes its issuer with or without a slash, or as your custom domain: configure what the token says.',
  },
  jwksUriOf: (clientId) => `https://api.workos.com/sso/jwks/${encodeURIComponent(clientId)}`,
  withoutAudience: true,
}
