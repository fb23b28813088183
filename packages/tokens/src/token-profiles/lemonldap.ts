import { scopeClaim, stringClaim } from '../jwt/claims.js'
import { firstMissingString, firstPresentClaim, likelyIdToken } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

// Its ID tokens can be addressed to an API as well ("additional audiences"), so the audience proves nothing.
const idTokenMarks = ['nonce', 'auth_time', 'acr', 'azp']

/** LemonLDAP::NG with JWT access tokens: both kinds of token name the client in `aud`, and may name an API beside it. */
export const lemonldap: TokenProfile = {
  name: 'lemonldap',
  headerTypes: ['jwt', 'at+jwt'],
  screen({ claims }) {
    const mark = firstPresentClaim(claims, idTokenMarks)
    return mark === undefined ? undefined : likelyIdToken(`access tokens of LemonLDAP::NG have no "${mark}"`)
  },
  prove({ claims }) {
    const missing = firstMissingString(claims, ['client_id', 'scope'])
    return missing === undefined ? undefined : likelyIdToken(`every access token of LemonLDAP::NG has "${missing}"`)
  },
  clientId: (claims) => stringClaim(claims, 'client_id'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  advice: {
    accessToken: (api) => `turn on JWT access tokens for the client, with ${api} among its additional audiences.`,
    audience: (_audience, api) => `Add ${api} to the additional audiences of the client in LemonLDAP::NG.`,
  },
}
