import { claim, listClaim, stringClaim, wordsClaim } from '../claims.js'
import { headerType } from '../token-kind.js'
import { rfc9068 } from './rfc9068.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Auth0's two dialects: its RFC 9068 profile, and the default one, whose tokens say `JWT` and name the client in `azp`.
 * Auth0 lets no customer write `azp`, `gty`, `typ` or `nonce`.
 */
export const auth0: TokenProfile = {
  name: 'auth0',
  headerTypes: ['at+jwt', 'jwt'],
  prove(token) {
    if (headerType(token.header) === 'at+jwt') return rfc9068.prove(token)
    const client = stringClaim(token.claims, 'azp')
    const isIdToken = claim(token.claims, 'nonce') !== undefined
    if (client !== undefined && !token.audience.includes(client) && !isIdToken) return undefined
    return {
      code: 'ERR_TOKEN_KIND',
      hint: 'This is no Auth0 access token for an API. Register the API, and let the client ask for its identifier as "audience".',
    }
  },
  clientId: (claims) => stringClaim(claims, 'client_id') ?? stringClaim(claims, 'azp'),
  scopes: (claims) => wordsClaim(claims, 'scope'),
  permissions: (claims) => listClaim(claims, 'permissions'),
  isMachine(claims) {
    if (claim(claims, 'gty') === 'client-credentials') return true
    const client = stringClaim(claims, 'client_id') ?? stringClaim(claims, 'azp')
    if (client !== undefined && stringClaim(claims, 'sub') === `${client}@clients`) return true
    // With agents as principals the subject of a client is an ordinary-looking id.
    return claim(claims, 'sub_profile') === undefined && claim(claims, 'client_id') === undefined ? false : undefined
  },
}
