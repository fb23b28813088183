import { type Claims, claim, scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { firstMissingString, member, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Keycloak says what a token is in a claim of its own, `typ`: "Bearer" for access tokens, "ID", "Refresh", "Offline",
 * "Logout" for the others, "DPoP" for access tokens that are bound to a key.
 */
export const keycloak: TokenProfile = {
  name: 'keycloak',
  headerTypes: ['jwt', 'at+jwt'],
  prove({ claims }) {
    if (claim(claims, 'typ') !== 'Bearer') {
      return wrongKind(
        'An access token of Keycloak has the claim "typ" with the value "Bearer". Without it, a mapper or lightweight access tokens have removed it.',
      )
    }
    if (firstMissingString(claims, ['sub']) === undefined) return undefined
    return wrongClaims(
      'This access token has no "sub". Give the client the client scope "basic", and don\'t use lightweight access tokens here.',
    )
  },
  clientId: (claims) => stringClaim(claims, 'azp') ?? stringClaim(claims, 'client_id'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  permissions: rolesOf,
  isMachine,
  advice: {
    accessToken: (api) => `in Keycloak it is \`access_token\`, with ${api} in "aud" by an audience mapper.`,
    audience: (_audience, api) =>
      `Keycloak writes an API into "aud" only by a mapper: add one of the type Audience for ${api} to a client scope, and assign that scope to the calling client.`,
  },
}

// The realm's roles, and the roles of this API's own client: what another client calls "admin" means nothing here.
function rolesOf(claims: Claims, api: readonly string[]): readonly string[] {
  const access = claim(claims, 'resource_access')
  const owners = [claim(claims, 'realm_access'), ...api.map((client) => member(access, client))]
  return owners.flatMap((owner) => stringArrayClaim({ roles: member(owner, 'roles') }, 'roles'))
}

// A service account is a user whose name is made of the client's. Whoever has a session ("sid") has logged in.
function isMachine(claims: Claims): boolean | undefined {
  const name = stringClaim(claims, 'preferred_username')
  const client = stringClaim(claims, 'azp')
  if (name === undefined) return undefined
  if (!name.startsWith('service-account-')) return false
  return name === `service-account-${client?.toLowerCase()}` && claim(claims, 'sid') === undefined ? true : undefined
}
