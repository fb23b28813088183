import {
  audienceOf,
  type Claims,
  claim,
  headerType,
  type JwsHeader,
  type ProfileRefusal,
  quote,
  stringClaim,
  type TokenKind,
} from '@tandem-auth/tokens'
import type { IssuerConfig, Issuers } from '../issuers/issuers.js'
import { suggestProfile } from './suggest-profile.js'

/** What the developer should do about a refusal. Quotes what a token says by `quote` alone. */
export function issuerHint(claims: Claims, issuers: Issuers): string {
  const issuer = stringClaim(claims, 'iss')
  if (issuer === undefined) return 'The token names no issuer ("iss").'
  const other = issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`
  if (issuers.get(other) !== undefined) {
    return `The token names the issuer ${quote(issuer)}, the guard is configured for ${quote(other)}. They differ in the trailing slash alone; configure the one in the token.`
  }
  const advice = issuers.all.map(({ profile }) => profile.advice?.issuer?.(issuer, claims))
  return sentences(
    `The token names the issuer ${quote(issuer)}, which this guard doesn't accept.`,
    advice.find((found) => found !== undefined),
  )
}

/** A profile's refusal; where it takes the token for an ID token, with whom that is for and what to send instead. */
export function refusalHint({ hint, isIdToken }: ProfileRefusal, claims: Claims, issuer: IssuerConfig): string {
  if (isIdToken !== true) return hint
  const client = quote(audienceText(claims))
  return `This looks like an ID token: it was issued to the client ${client}, and ${hint}. ${sendInstead(issuer)}`
}

export function audienceHint(audience: readonly string[] | undefined, issuer: IssuerConfig): string {
  const api = nameOf(issuer)
  const advice = issuer.profile.advice?.audience?.(audience, api)
  if (audience === undefined) return sentences(`The token names no audience; this API is ${quote(api)}.`, advice)
  return sentences(
    `The token is meant for ${quote(audience.join(', '))}; this API is ${quote(api)}.`,
    advice ?? 'The client has to ask for a token for this API.',
  )
}

export function scopeHint(scopes: readonly string[], wanted: readonly string[]): string {
  return sentences(`This request needs the scope ${quote(wanted.join(' '))}.`, scopeAdvice(scopes))
}

// What a sign-in to Cognito by SDK gives, and nothing else.
const cognitoSdkScope = 'aws.cognito.signin.user.admin'

function scopeAdvice(scopes: readonly string[]): string | undefined {
  if (scopes.length === 0) return 'The token has no scopes at all; the client has to ask for them.'
  if (!scopes.includes(cognitoSdkScope)) return undefined
  return "A sign-in to Cognito by SDK gives none of an API's scopes: sign in through managed login, and ask for it there."
}

export function clientHint(clientId: string | undefined): string {
  if (clientId === undefined) return 'The token names no client, and this guard accepts the clients of a list.'
  return `The token was issued to the client ${quote(clientId)}, which isn't on this guard's list.`
}

export function kindHint(kind: TokenKind | undefined, header: JwsHeader, claims: Claims, config: IssuerConfig): string {
  const { issuer, profile } = config
  const send = sendInstead(config)
  if (kind === 'ID token') {
    return `This is an ID token: it was issued to the client ${quote(audienceText(claims))}. ${send}`
  }
  if (kind !== undefined) return `This is a token of another kind (${kind}). ${send}`
  const suggested = suggestProfile({ header, claims, issuer })
  if (suggested !== undefined && suggested !== profile.name) {
    return `This looks like an access token of another kind of provider: if it is ${suggested}, configure tokenProfile: '${suggested}'.`
  }
  if (looksLikeIdToken(claims)) {
    return `This looks like an ID token: it was issued to the client ${quote(audienceText(claims))}. ${send}`
  }
  return `The type of this token (header "typ") is ${quote(headerType(header))}, which isn't that of an access token under the token profile ${quote(profile.name)}. If the provider's access tokens look like this, name its "tokenProfile".`
}

function sendInstead(issuer: IssuerConfig): string {
  const api = nameOf(issuer)
  const how = issuer.profile.advice?.accessToken?.(api)
  return how === undefined
    ? `Send the access token that was issued for ${quote(api)}.`
    : `Send the access token; ${how}`
}

function nameOf({ audience }: IssuerConfig): string {
  return audience === false ? 'this API' : [...audience].join(' or ')
}

function sentences(first: string, second: string | undefined): string {
  return second === undefined ? first : `${first} ${second}`
}

// Good enough for a hint, and not for a decision: access tokens of several providers have these claims, too.
function looksLikeIdToken(claims: Claims): boolean {
  return claim(claims, 'nonce') !== undefined || stringClaim(claims, 'azp') === audienceText(claims)
}

function audienceText(claims: Claims): string {
  // Never String(): an object of the caller's can refuse to become text, and that would be our failure.
  return audienceOf(claims)?.join(', ') ?? ''
}
