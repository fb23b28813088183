import { type Claims, claim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { headerType } from '../jwt/token-kind.js'
import { isAtHost } from './issuer-hosts.js'
import { likelyIdToken, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile, UnverifiedToken } from './token-profile.js'

const hosts = ['.okta.com', '.oktapreview.com', '.okta-emea.com', '.okta-gov.com', '.okta.mil']

/**
 * Okta's custom authorization servers. Their access tokens name the client in `cid` and the scopes in an array `scp`. Their
 * ID tokens have neither, and a `jti` that begins with "ID.".
 */
export const okta: TokenProfile = {
  name: 'okta',
  hosts,
  headerTypes: ['', 'jwt', 'at+jwt'],
  screen(token) {
    if (stringClaim(token.claims, 'jti')?.startsWith('ID.')) {
      return likelyIdToken('its "jti" begins with "ID."')
    }
    return isOfOrgServer(token) ? wrongKind(orgServerHint) : undefined
  },
  prove({ claims }) {
    if (stringClaim(claims, 'cid') !== undefined && Array.isArray(claim(claims, 'scp'))) return undefined
    return wrongClaims('An access token of an Okta custom authorization server has "cid", and "scp" as an array.')
  },
  clientId: (claims) => stringClaim(claims, 'cid'),
  scopes: (claims) => stringArrayClaim(claims, 'scp'),
  permissions: (claims) => stringArrayClaim(claims, 'groups'),
  isMachine: (claims) => isMachine(claims, 'cid'),
  introspection: {
    isMachine: (response) => isMachine(response, 'client_id'),
    // Okta introspects ID tokens and refresh tokens, too. Of the three only refresh tokens are usually opaque.
    refuse: (response) =>
      stringClaim(response, 'jti')?.startsWith('AT.')
        ? undefined
        : wrongKind('Okta\'s response isn\'t about an access token, whose "jti" begins with "AT.".'),
  },
  recognizes: ({ claims }) => stringClaim(claims, 'jti')?.startsWith('AT.') === true,
  logout: { requiresIdToken: true },
  advice: {
    accessToken: (api) =>
      `in Okta it comes from the custom authorization server (/oauth2/{id}) whose audience is ${api}.`,
    audience: () =>
      'The audience of an Okta access token is a setting of its authorization server, under Security, API.',
    issuer: (issuer) => (isOrgIssuer(issuer) && isAtHost(issuer, hosts) ? orgServerHint : undefined),
  },
}

// A client's token names the client as its subject; a user's has the id of a user.
function isMachine(claims: Claims, clientClaim: string): boolean | undefined {
  const client = stringClaim(claims, clientClaim)
  if (client !== undefined && stringClaim(claims, 'sub') === client) return true
  return stringClaim(claims, 'uid') === undefined ? undefined : false
}

const orgServerHint =
  'This token comes from the Okta org authorization server, and only Okta may read such tokens. The client has to use a custom authorization server, whose issuer is https://{org}/oauth2/{id}.'

// With a custom domain "iss" and "aud" differ, so the path (no "/oauth2/") is what identifies the org server.
function isOfOrgServer({ header, issuer }: UnverifiedToken): boolean {
  return headerType(header) === 'okta-internal-at+jwt' || isOrgIssuer(issuer)
}

function isOrgIssuer(issuer: string): boolean {
  return URL.canParse(issuer) && !new URL(issuer).pathname.startsWith('/oauth2/')
}
