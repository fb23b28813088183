import { claim, stringClaim } from '../jwt/claims.js'
import { headerType } from '../jwt/token-kind.js'
import { firstMissingString, isClientItself, likelyIdToken, standardReaders, wrongClaims } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * PingOne: the type `at+jwt` if it is turned on, otherwise a token that names its client and its scopes and isn't
 * addressed to that client. Access tokens and ID tokens are signed with the same key.
 */
export const ping: TokenProfile = {
  ...standardReaders,
  name: 'ping',
  hosts: ['auth.pingone.com', 'auth.pingone.eu', 'auth.pingone.ca', 'auth.pingone.asia', 'auth.pingone.com.au'],
  headerTypes: ['at+jwt', 'jwt', ''],
  screen({ header, claims, audience }) {
    const client = stringClaim(claims, 'client_id')
    if (headerType(header) === 'at+jwt' || (client !== undefined && !audience.includes(client))) return undefined
    return likelyIdToken('names no client other than its audience')
  },
  prove({ header, claims }) {
    const missing = firstMissingString(claims, headerType(header) === 'at+jwt' ? ['client_id'] : ['client_id', 'scope'])
    return missing === undefined ? undefined : wrongClaims(`An access token of PingOne has "${missing}".`)
  },
  // A client's own token has no "sub", or the client in it. A token from a login has "auth_time".
  isMachine(claims) {
    if (claim(claims, 'auth_time') !== undefined) return false
    return stringClaim(claims, 'sub') === undefined ? true : isClientItself(claims)
  },
  // The path of an environment, also under a custom domain.
  recognizes: ({ issuer }) => /\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/as$/.test(issuer),
  advice: {
    accessToken: (api) => `in PingOne ask for a scope of the custom resource whose audience is ${api}.`,
    audience: (_audience, api) =>
      `In PingOne the client has to ask for a scope of the custom resource whose audience is ${api}.`,
  },
}
