import { scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { urlWith, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * WorkOS AuthKit: the access token of a session names no audience and no client. Each client has its own key set, which
 * binds the token to it; `clientIds` names that one client.
 */
export const workos: TokenProfile = {
  name: 'workos',
  hosts: ['api.workos.com'],
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
  recognizes: ({ claims }) => stringClaim(claims, 'sid')?.startsWith('session_') === true,
  logout: {
    // The metadata names no logout endpoint; WorkOS ends a session by its id.
    url: ({ end_session_endpoint: endpoint }, { sid, returnTo }) =>
      typeof endpoint === 'string' || sid === undefined
        ? undefined
        : urlWith('https://api.workos.com/user_management/sessions/logout', { session_id: sid, return_to: returnTo }),
  },
  advice: {
    accessToken: () => 'AuthKit calls it `accessToken`.',
    issuer: () =>
      'WorkOS writes its issuer with or without a slash, or as your custom domain. Configure the one in the token.',
  },
  jwksUriOf: (clientId) => `https://api.workos.com/sso/jwks/${encodeURIComponent(clientId)}`,
  withoutAudience: true,
}
