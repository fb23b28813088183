import { claim, stringClaim, timeClaim } from '../jwt/claims.js'
import { quote } from '../quote.js'
import { firstMissingString, standardReaders, wrongClaims } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

// The RFC requires "sub" of the provider (2.2) but makes it no check of the API (4). Duende's and PingOne's client
// credentials come without it.
const required = ['client_id', 'jti'] as const

/** Any server that follows the JWT Profile for OAuth 2.0 Access Tokens. `typ: at+jwt` is the proof (RFC 9068, 4). */
export const rfc9068: TokenProfile = {
  name: 'rfc9068',
  headerTypes: ['at+jwt'],
  prove({ claims }) {
    const missing = firstMissingString(claims, required)
    if (claim(claims, 'sub') !== undefined && stringClaim(claims, 'sub') === undefined) {
      return wrongClaims('The "sub" of the access token is not a string, or is empty.')
    }
    if (missing === undefined && timeClaim(claims, 'iat') !== undefined) return undefined
    return wrongClaims(
      `The access token has no ${quote(missing ?? 'iat')}, which RFC 9068 requires. Have the provider issue it, or describe its access tokens with legacyJwt({ … }) as "tokenProfile".`,
    )
  },
  ...standardReaders,
  advice: {
    accessToken: (api) => `ask the provider for one with resource=${api} (RFC 8707), or however it names its APIs.`,
  },
}
