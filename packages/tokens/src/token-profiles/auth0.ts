import { claim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { headerType } from '../jwt/token-kind.js'
import { likelyIdToken, standardReaders, urlWith } from './profile-parts.js'
import { rfc9068 } from './rfc9068.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Auth0's two dialects: its RFC 9068 profile, and the default one, whose tokens have the type `JWT` and name the client in
 * `azp`. Customers can't write `azp`, `client_id`, `gty` or `aud`. So no ID token passes: without `azp` it lacks the proof,
 * and with `azp` its audience is that same client.
 */
export const auth0: TokenProfile = {
  ...standardReaders,
  name: 'auth0',
  hosts: ['.auth0.com'],
  // Only Auth0 publishes this member.
  publishes: (metadata) => typeof metadata.mfa_challenge_endpoint === 'string',
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
    // With agents as principals ("sub_profile"), the subject of a client can be any name.
    if (claim(claims, 'sub_profile') !== undefined) return undefined
    // Only the default dialect has "gty". In the other one, a user's subject is "connection|id".
    return claim(claims, 'client_id') === undefined || subject?.includes('|') === true ? false : undefined
  },
  // Auth0's subjects, or the second audience that it adds for "openid". `gty` alone isn't enough: Kinde has it, too.
  recognizes: ({ claims, issuer, audience }) => {
    const subject = stringClaim(claims, 'sub') ?? ''
    return audience.includes(`${issuer}userinfo`) || subject.endsWith('@clients') || subject.includes('|')
  },
  logout: {
    // Tenants from before 14 November 2023 publish no end_session_endpoint unless a setting says so.
    url: (metadata, { clientId, returnTo }) =>
      typeof metadata.end_session_endpoint === 'string'
        ? undefined
        : urlWith(new URL('/v2/logout', metadata.issuer).href, { client_id: clientId, returnTo }),
  },
  advice: {
    idTokenAlgorithm: 'In Auth0, the application sets it under Advanced Settings, OAuth: choose RS256.',
    accessToken: (api) => `in Auth0 ask for \`audience=${api}\` to get one.`,
    audience(audience) {
      if (audience?.some((name) => name.endsWith('/api/v2/'))) return 'That is the Auth0 Management API.'
      if (audience?.some((name) => name.endsWith('/mfa/'))) return 'That is the MFA API of Auth0.'
      return undefined
    },
    opaque: (api) =>
      `Auth0 issues an opaque access token if the client asked for no API. Register ${api} as an API, and let the client send it as "audience".`,
  },
}
