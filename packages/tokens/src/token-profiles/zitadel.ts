import { claim, scopeClaim } from '../jwt/claims.js'
import { firstMissingString, firstPresentClaim, likelyIdToken, memberNames, standardReaders } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

// Its ID tokens hold the project's id and every client of the project in "aud", so the audience proves nothing.
const idTokenMarks = ['nonce', 'auth_time', 'amr', 'acr']
const required = ['jti', 'client_id']

/** Zitadel, with JWT access tokens turned on for the application. The audience is the project's id. */
export const zitadel: TokenProfile = {
  ...standardReaders,
  name: 'zitadel',
  hosts: ['.zitadel.cloud'],
  headerTypes: ['jwt', 'at+jwt'],
  screen({ claims }) {
    const mark = firstPresentClaim(claims, idTokenMarks)
    if (mark === undefined) return undefined
    return likelyIdToken(`access tokens of Zitadel have no "${mark}"`)
  },
  prove({ claims }) {
    const missing = firstMissingString(claims, required)
    if (missing === undefined) return undefined
    return likelyIdToken(`every access token of Zitadel has "${missing}"`)
  },
  scopes: (claims) => scopeClaim(claims, 'scope'),
  // The roles of this API's own project. The claim without an id holds those of the client's project.
  permissions: (claims, api) =>
    api.flatMap((project) => memberNames(claim(claims, `urn:zitadel:iam:org:project:${project}:roles`))),
  recognizes: ({ claims }) => Object.keys(claims).some((name) => name.startsWith('urn:zitadel:iam:')),
  advice: {
    accessToken: (api) =>
      `in Zitadel set the application's token type to JWT, and let it ask for the scope urn:zitadel:iam:org:project:id:${api}:aud.`,
    audience: (_audience, api) =>
      `In Zitadel the audience is the project's id; the client asks for the scope urn:zitadel:iam:org:project:id:${api}:aud.`,
    opaque: () =>
      'Zitadel issues opaque access tokens unless the token type of the application is JWT. Or configure "introspection".',
  },
}
