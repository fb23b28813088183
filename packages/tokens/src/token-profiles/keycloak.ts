import { type Claims, claim, scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { firstMissingString, member, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Keycloak names the kind of a token in its own claim `typ`: "Bearer" for access tokens, "DPoP" for access tokens that are
 * bound to a key, and "ID", "Refresh", "Offline" and "Logout" for the others.
 */
export const keycloak: TokenProfile = {
  name: 'keycloak',
  headerTypes: ['jwt', 'at+jwt'],
  prove({ claims }) {
    if (!accessTokenTypes.has(claim(claims, 'typ'))) {
      return wrongKind(
        'An access token of Keycloak has the claim "typ" with the value "Bearer" or "DPoP". If this is one, a mapper or the option "lightweight access token" has removed the claim.',
      )
    }
    if (firstMissingString(claims, ['sub']) === undefined) return undefined
    return wrongClaims(
      'This access token has no "sub". Assign the client scope "basic" to the client, and turn off lightweight access tokens.',
    )
  },
  clientId: (claims) => stringClaim(claims, 'azp') ?? stringClaim(claims, 'client_id'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  permissions: rolesOf,
  isMachine,
  recognizes: ({ claims }) => claim(claims, 'typ') === 'Bearer',
  advice: {
    accessToken: (api) => `in Keycloak it is \`access_token\`, with ${api} in "aud" by an audience mapper.`,
    audience: (_audience, api) =>
      `Keycloak adds an API to "aud" only through a mapper: add one of the type Audience for ${api} to a client scope, and assign that scope to the calling client.`,
  },
}

const accessTokenTypes = new Set<unknown>(['Bearer', 'DPoP'])

// The realm's roles and the roles of this API's own client. A role "admin" of another client means nothing here.
function rolesOf(claims: Claims, api: readonly string[]): readonly string[] {
  const access = claim(claims, 'resource_access')
  const owners = [claim(claims, 'realm_access'), ...api.map((client) => member(access, client))]
  return owners.flatMap((owner) => stringArrayClaim({ roles: member(owner, 'roles') }, 'roles'))
}

// A service account is a user whose name is derived from the client id. A token with a session ("sid") is from a login.
function isMachine(claims: Claims): boolean | undefined {
  const name = stringClaim(claims, 'preferred_username')
  const client = stringClaim(claims, 'azp')
  if (name === undefined) return undefined
  if (!name.startsWith('service-account-')) return false
  return name === `service-account-${client?.toLowerCase()}` && claim(claims, 'sid') === undefined ? true : undefined
}
