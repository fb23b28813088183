import { timeClaim } from '../jwt/claims.js'
import { quote } from '../quote.js'
import { firstMissingString, standardReaders, wrongClaims } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

const required = ['sub', 'client_id', 'jti'] as const

/** Any server that follows the JWT Profile for OAuth 2.0 Access Tokens. `typ: at+jwt` is the proof (RFC 9068, 4). */
export const rfc9068: TokenProfile = {
  name: 'rfc9068',
  headerTypes: ['at+jwt'],
  prove({ claims }) {
    const missing = firstMissingString(claims, required)
    if (missing === undefined && timeClaim(claims, 'iat') !== undefined) return undefined
    return wrongClaims(
      `The access token has no ${quote(missing ?? 'iat')}, which RFC 9068 requires. If this provider's tokens look different, name its "tokenProfile".`,
    )
  },
  ...standardReaders,
  advice: {
    accessToken: (api) => `ask the provider for one with resource=${api} (RFC 8707), or however it names its APIs.`,
  },
}
