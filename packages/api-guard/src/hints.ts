import { type Claims, claim, type JwsHeader, quote, stringClaim, type TokenKind } from '@tandem-auth/tokens'
import type { IssuerConfig, Issuers } from './issuers.js'

/** What the developer should do about a refusal. Quotes what a token says by `quote` alone. */
export function issuerHint(claims: Claims, issuers: Issuers): string {
  const issuer = stringClaim(claims, 'iss')
  if (issuer === undefined) return 'The token names no issuer ("iss").'
  const other = issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`
  if (issuers.get(other) !== undefined) {
    return `The token names the issuer ${quote(issuer)}, the guard is configured for ${quote(other)}. They differ in the trailing slash alone; configure the one in the token.`
  }
  return `The token names the issuer ${quote(issuer)}, which this guard doesn't accept.`
}

export function audienceHint(audience: readonly string[] | undefined, issuer: IssuerConfig): string {
  const wanted = quote([...(issuer.audience || [])].join(' or '))
  if (audience === undefined) return `The token names no audience; this API is ${wanted}.`
  return `The token is meant for ${quote(audience.join(', '))}; this API is ${wanted}. The client has to ask for a token for this API.`
}

export function clientHint(clientId: string | undefined): string {
  if (clientId === undefined) return 'The token names no client, and this guard accepts the clients of a list.'
  return `The token was issued to the client ${quote(clientId)}, which isn't on this guard's list.`
}

export function kindHint(
  kind: TokenKind | undefined,
  header: JwsHeader,
  claims: Claims,
  { audience, profile }: IssuerConfig,
): string {
  const send = `Send the access token that was issued for ${audience === false ? 'this API' : quote([...audience].join(' or '))}.`
  if (kind === 'ID token')
    return `This is an ID token: it was issued to the client ${quote(audienceText(claims))}. ${send}`
  if (kind !== undefined) return `This is a token of another kind (${kind}). ${send}`
  if (looksLikeIdToken(claims)) {
    return `This looks like an ID token: it was issued to the client ${quote(audienceText(claims))}. ${send}`
  }
  return `The type of this token (header "typ") is ${quote(header.typ ?? '')}, which isn't that of an access token under the token profile ${quote(profile.name)}. If the provider's access tokens look like this, name its "tokenProfile".`
}

// Good enough for a hint, and not for a decision: access tokens of several providers have these claims, too.
function looksLikeIdToken(claims: Claims): boolean {
  return claim(claims, 'nonce') !== undefined || stringClaim(claims, 'azp') === audienceText(claims)
}

function audienceText(claims: Claims): string {
  const audience = claim(claims, 'aud')
  return Array.isArray(audience) ? audience.join(', ') : String(audience)
}
