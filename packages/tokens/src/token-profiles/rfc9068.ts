import { stringClaim, timeClaim, wordsClaim } from '../claims.js'
import { quote } from '../text.js'
import type { TokenProfile } from './token-profile.js'

const required = ['sub', 'client_id', 'jti'] as const

/** Any server that follows the JWT Profile for OAuth 2.0 Access Tokens: `typ: at+jwt` is the proof (RFC 9068, 4). */
export const rfc9068: TokenProfile = {
  name: 'rfc9068',
  headerTypes: ['at+jwt'],
  prove({ claims }) {
    const missing = required.find((name) => stringClaim(claims, name) === undefined)
    if (missing === undefined && timeClaim(claims, 'iat') !== undefined) return undefined
    return {
      code: 'ERR_TOKEN_CLAIMS',
      hint: `The access token has no ${quote(missing ?? 'iat')}, which RFC 9068 requires. If this provider's tokens look different, name its "tokenProfile".`,
    }
  },
  clientId: (claims) => stringClaim(claims, 'client_id'),
  scopes: (claims) => wordsClaim(claims, 'scope'),
  permissions: (claims) => wordsClaim(claims, 'permissions'),
  // RFC 9068, 2.2: without a resource owner, "sub" is the client. A user's "sub" can't be told apart from it otherwise.
  isMachine: (claims) => (stringClaim(claims, 'sub') === stringClaim(claims, 'client_id') ? true : undefined),
}
