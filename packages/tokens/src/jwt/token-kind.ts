import { type Claims, claim } from './claims.js'
import type { JwsHeader } from './jws.js'

/** What a JWT with a good signature of the right issuer may be. */
export type TokenKind =
  | 'access token'
  | 'client assertion'
  | 'DPoP proof'
  | 'ID token'
  | 'identity assertion'
  | 'introspection response'
  | 'logout token'
  | 'refresh token'
  | 'security event'
  | 'session cookie'
  | 'universal logout request'
  | 'request object'

// Explicit types (RFC 8725, 3.11), lower case and without "application/".
const kindsByHeaderType = new Map<string, TokenKind>([
  ['at+jwt', 'access token'],
  ['okta-internal-at+jwt', 'access token'],
  ['logout+jwt', 'logout token'],
  ['secevent+jwt', 'security event'],
  ['dpop+jwt', 'DPoP proof'],
  ['token-introspection+jwt', 'introspection response'],
  ['global-token-revocation+jwt', 'universal logout request'],
  ['oauth-id-jag+jwt', 'identity assertion'],
  ['oauth-authz-req+jwt', 'request object'],
  ['client-authentication+jwt', 'client assertion'],
  ['rt+jwt', 'refresh token'],
  ['id+jwt', 'ID token'],
])

// Keycloak's own claim "typ".
const kindsByBodyType = new Map<unknown, TokenKind>([
  ['Bearer', 'access token'],
  ['DPoP', 'access token'],
  ['ID', 'ID token'],
  ['Refresh', 'refresh token'],
  ['Offline', 'refresh token'],
  ['Logout', 'logout token'],
  ['Serialized-ID', 'session cookie'],
])

const kindsByTokenUse = new Map<unknown, TokenKind>([
  ['access', 'access token'],
  ['id', 'ID token'],
])

const idTokenHashes = ['at_hash', 'c_hash', 's_hash'] as const

/** The header's type as it is compared: lower case, without "application/"; empty if there is none. */
export function headerType(header: JwsHeader): string {
  return header.typ === undefined ? '' : comparableType(header.typ)
}

/** A media type as it is compared (RFC 7515, 4.1.9; RFC 2045, 5.1). */
export function comparableType(type: string): string {
  const lowerCase = type.toLowerCase()
  return lowerCase.startsWith('application/') ? lowerCase.slice('application/'.length) : lowerCase
}

/** What a token says it is, by any mark that is conclusive; `undefined` if it has none. */
export function declaredKindOf(header: JwsHeader, claims: Claims): TokenKind | undefined {
  const byHeader = kindsByHeaderType.get(headerType(header))
  if (byHeader !== undefined && byHeader !== 'access token') return byHeader
  const events = claim(claims, 'events')
  if (events !== undefined) return isLogout(events) ? 'logout token' : 'security event'
  const byBody = kindsByBodyType.get(claim(claims, 'typ'))
  if (byBody !== undefined && byBody !== 'access token') return byBody
  if (kindsByTokenUse.get(claim(claims, 'token_use')) === 'ID token') return 'ID token'
  if (idTokenHashes.some((name) => claim(claims, name) !== undefined)) return 'ID token'
  return byHeader ?? byBody ?? kindsByTokenUse.get(claim(claims, 'token_use'))
}

// OpenID Connect Back-Channel Logout 1.0, 2.4. Any other token with events is a security event token (RFC 8417).
function isLogout(events: unknown): boolean {
  return typeof events === 'object' && events !== null && Object.hasOwn(events, logoutEvent)
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * The kind of a token that certainly isn't an access token. `nonce`, `auth_time`, `sid`, `acr` and `email` prove nothing:
 * real access tokens of Keycloak, Okta, Cognito and FusionAuth carry them.
 */
export function kindUnlessAccessToken(header: JwsHeader, claims: Claims): TokenKind | undefined {
  const kind = declaredKindOf(header, claims)
  return kind === 'access token' ? undefined : kind
}

/** The kind of a token that certainly isn't an ID token, which has the type `JWT` or none. */
export function kindUnlessIdToken(header: JwsHeader, claims: Claims): TokenKind | 'unknown kind' | undefined {
  const kind = declaredKindOf(header, claims)
  const marked = kindsByHeaderType.get(headerType(header)) ?? kindsByBodyType.get(claim(claims, 'typ'))
  if (marked === 'access token' || kind === 'access token') return 'access token'
  if (kind !== undefined && kind !== 'ID token') return kind
  const type = headerType(header)
  return type === '' || type === 'jwt' || type === 'id+jwt' ? undefined : 'unknown kind'
}
