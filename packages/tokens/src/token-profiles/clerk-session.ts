import { type Claims, claim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { firstPresentClaim, member, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

// Claims that Clerk's OAuth and OpenID tokens may have, but session tokens don't.
const otherMarks = ['nonce', 'client_id', 'scope', 'scp']

/**
 * Accepts Clerk's session tokens, which its front end renews every minute. They aren't OAuth access tokens: they name no
 * audience and no scope, and any API that trusts this Clerk instance would accept them. Only `azp`, the origin that the
 * token was issued to, binds it to an app: list the origins in `clientIds`.
 */
export const clerkSession: TokenProfile = {
  name: 'clerk-session',
  headerTypes: ['jwt', ''],
  prove({ claims }) {
    const isOfSession = stringClaim(claims, 'sid')?.startsWith('sess_') === true
    const isOfUser = stringClaim(claims, 'sub')?.startsWith('user_') === true
    if (!isOfSession || !isOfUser || firstPresentClaim(claims, otherMarks) !== undefined) {
      return wrongKind('This isn\'t a session token of Clerk, which has "sess_..." in "sid" and "user_..." in "sub".')
    }
    // A session with pending tasks isn't signed in yet.
    const status = claim(claims, 'sts')
    if (status !== undefined && status !== 'active') return wrongClaims("The Clerk session of this token isn't active.")
    if (isOrigin(claim(claims, 'azp'))) return undefined
    return wrongClaims('This session token names no origin in "azp", so nothing binds it to one of your apps.')
  },
  clientId: (claims) => stringClaim(claims, 'azp'),
  scopes: () => [],
  permissions: (claims) => [...stringArrayClaim(claims, 'org_permissions'), ...organizationPermissions(claims)],
  recognizes: ({ claims }) => stringClaim(claims, 'sid')?.startsWith('sess_') === true,
  isMachine: () => false,
  withoutAudience: true,
}

/**
 * The permissions in version 2 of the session token: `fea` lists features, `o.per` the names of permissions, and `o.fpm`
 * one number for each feature of the organization, whose bits select from those names, the lowest bit the first.
 */
function organizationPermissions(claims: Claims): readonly string[] {
  const organization = claim(claims, 'o')
  const names = listOf(member(organization, 'per'))
  const masks = listOf(member(organization, 'fpm'))
  const features = listOf(claim(claims, 'fea'))
    .map((feature) => feature.split(':'))
    .filter(([scope]) => scope?.includes('o'))
  return features.flatMap(([, feature], index) => {
    const mask = masks[index] ?? ''
    if (!/^\d{1,15}$/.test(mask)) return []
    const bits = BigInt(mask)
    return names.filter((_name, bit) => (bits >> BigInt(bit)) & 1n).map((name) => `org:${feature}:${name}`)
  })
}

function listOf(value: unknown): readonly string[] {
  return typeof value === 'string' && value !== '' ? value.split(',') : []
}

function isOrigin(origin: unknown): boolean {
  return typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin
}
