import { claim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { firstPresentClaim, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

// What an OAuth or OpenID token of Clerk may have, and a session token has not.
const otherMarks = ['nonce', 'client_id', 'scope', 'scp']

/**
 * Takes Clerk's session tokens: what its front end holds for a minute at a time. This is no OAuth access token; it names
 * no audience and no scope, and is good for every API that trusts this Clerk instance. What binds it is `azp`, the origin
 * it was issued to: `clientIds` lists the origins.
 */
export const clerkSession: TokenProfile = {
  name: 'clerk-session',
  headerTypes: ['jwt', ''],
  prove({ claims }) {
    const isOfSession = stringClaim(claims, 'sid')?.startsWith('sess_') === true
    const isOfUser = stringClaim(claims, 'sub')?.startsWith('user_') === true
    if (!isOfSession || !isOfUser || firstPresentClaim(claims, otherMarks) !== undefined) {
      return wrongKind('This is no session token of Clerk: it has "sess_..." in "sid" and "user_..." in "sub".')
    }
    // A session with pending tasks isn't signed in yet.
    const status = claim(claims, 'sts')
    if (status !== undefined && status !== 'active') return wrongClaims("The Clerk session of this token isn't active.")
    if (isOrigin(claim(claims, 'azp'))) return undefined
    return wrongClaims('This session token names no origin in "azp", so that nothing binds it to one of your apps.')
  },
  clientId: (claims) => stringClaim(claims, 'azp'),
  scopes: () => [],
  permissions: (claims) => stringArrayClaim(claims, 'org_permissions'),
  isMachine: () => false,
  withoutAudience: true,
}

function isOrigin(origin: unknown): boolean {
  return typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin
}
