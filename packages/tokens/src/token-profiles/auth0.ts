import { claim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { headerType } from '../jwt/token-kind.js'
import { likelyIdToken, standardReaders } from './profile-parts.js'
import { rfc9068 } from './rfc9068.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Auth0's two dialects: its RFC 9068 profile, and the default one, whose tokens say `JWT` and name the client in `azp`.
 * No customer can write `azp`, `client_id`, `gty` or `aud`, so that an ID token, which is addressed to its client, never
 * passes: one without `azp` lacks the proof, one with it names the client in both.
 */
export const auth0: TokenProfile = {
  ...standardReaders,
  name: 'auth0',
  headerTypes: ['at+jwt', 'jwt'],
  screen({ header, claims, audience }) {
    if (headerType(header) !== 'jwt') return undefined
    const client = stringClaim(claims, 'azp')
    if (client !== undefined && !audience.includes(client)) return undefined
    return likelyIdToken('names no client ("azp") other than its audience')
  },
  prove: (token) => (headerType(token.header) === 'at+jwt' ? rfc9068.prove(token) : undefined),
  clientId: (claims) => stringClaim(claims, 'client_id') ?? stringClaim(claims, 'azp'),
  permissions: (claims) => stringArrayClaim(claims, 'permissions'),
  isMachine(claims) {
    const client = stringClaim(claims, 'client_id') ?? stringClaim(claims, 'azp')
    const subject = stringClaim(claims, 'sub')
    if (claim(claims, 'gty') === 'client-credentials') return true
    if (client !== undefined && subject === `${client}@clients`) return true
    // Where agents are principals ("sub_profile"), the subject of a client can be any name.
    if (claim(claims, 'sub_profile') !== undefined) return undefined
    // Only the default dialect has "gty"; in the other, what looks like a user is "connection|id".
    return claim(claims, 'client_id') === undefined || subject?.includes('|') === true ? false : undefined
  },
  advice: {
    accessToken: (api) => `in Auth0 ask for \`audience=${api}\` to get one.`,
    audience(audience) {
      if (audience?.some((name) => name.endsWith('/api/v2/'))) return 'That is the Auth0 Management API.'
      if (audience?.some((name) => name.endsWith('/mfa/'))) return 'That is the MFA API of Auth0.'
      return undefined
    },
    opaque: (api) =>
      `Auth0 issues an opaque access token where no API was asked for. Register ${api} as an API, and let the client send it as "audience".`,
  },
}
