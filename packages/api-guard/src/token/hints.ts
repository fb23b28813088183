import {
  audienceOf,
  type Claims,
  claim,
  headerType,
  type JwsHeader,
  type ProfileRefusal,
  quote,
  scopeClaim,
  stringClaim,
  type TokenKind,
  type TokenProfile,
  tokenProfiles,
} from '@tandem-auth/tokens'
import type { AccessTokenAuth } from './access-token-auth.js'
import type { IssuerRules } from './issuer-rules.js'
import { suggestProfile } from './suggest-profile.js'

// What the developer should do about a refusal. A value of the token appears only through `quote`.

/** The configured issuers, as far as a hint needs them. */
export interface ConfiguredIssuers {
  get(unverifiedIssuer: string): IssuerRules | undefined
  readonly all: readonly IssuerRules[]
}

export function issuerHint(claims: Claims, issuers: ConfiguredIssuers): string {
  const issuer = stringClaim(claims, 'iss')
  if (issuer === undefined) return 'The token names no issuer ("iss").'
  const other = otherSlash(issuer)
  if (issuers.get(other) !== undefined) {
    return `The token names the issuer ${quote(issuer)}, and the guard is configured for ${quote(other)}. Only the trailing slash differs: configure the issuer exactly as the token has it.`
  }
  const advice = issuers.all.map(({ profile }) => profile.advice?.issuer?.(issuer, claims))
  return sentences(
    `The token names the issuer ${quote(issuer)}, which this guard doesn't accept.`,
    advice.find((found) => found !== undefined),
  )
}

/** Explains a profile's refusal. If the token looks like an ID token, says who it is for and what to send instead. */
export function refusalHint({ hint, isIdToken }: ProfileRefusal, claims: Claims, rules: IssuerRules): string {
  if (isIdToken !== true) return hint
  const client = quote(audienceText(claims))
  return `This looks like an ID token: it was issued to the client ${client}, and ${hint}. ${sendInstead(rules)}`
}

export function audienceHint(audience: readonly string[] | undefined, rules: IssuerRules): string {
  const api = nameOf(rules)
  const advice = rules.profile.advice?.audience?.(audience, api)
  if (audience === undefined && rules.withoutAudience.opaque) return noAudienceHint
  if (audience !== undefined && rules.identifiers.length === 0) {
    return `The token is meant for ${quote(audience.join(', '))}, and "audience: false" accepts only tokens without an audience. If that is this API, configure audience: [its identifier, false].`
  }
  const similar = audience?.find((name) => rules.audience.has(otherSlash(name)))
  if (similar !== undefined) {
    return `The token is meant for ${quote(similar)}, and the guard is configured for ${quote(otherSlash(similar))}. Only the trailing slash differs: configure the audience exactly as the token has it.`
  }
  if (audience === undefined) return sentences(`The token names no audience; this API is ${quote(api)}.`, advice)
  return sentences(
    `The token is meant for ${quote(audience.join(', '))}; this API is ${quote(api)}.`,
    advice ?? 'The client has to ask for a token for this API.',
  )
}

const noAudienceHint =
  'The token names no audience that can be read. "audience: false" accepts introspection responses without "aud", but no JWT, because access tokens of this provider have an audience.'

function otherSlash(name: string): string {
  return name.endsWith('/') ? name.slice(0, -1) : `${name}/`
}

export function scopeHint({ scopes, payload }: AccessTokenAuth, wanted: readonly string[]): string {
  return sentences(`This request needs the scope ${quote(wanted.join(' '))}.`, scopeAdvice(scopes, payload))
}

function scopeAdvice(scopes: readonly string[], payload: Claims): string | undefined {
  if (scopes.length === 0) {
    const elsewhere = ['scp', 'scope', 'scopes'].find((name) => scopeClaim(payload, name).length > 0)
    if (elsewhere !== undefined) {
      return `The token has scopes in "${elsewhere}", which its token profile doesn't read. Is "tokenProfile" the one of this provider?`
    }
  }
  if (scopes.length === 0) return 'The token has no scopes at all; the client has to ask for them.'
  const profiles: readonly TokenProfile[] = Object.values(tokenProfiles)
  return profiles.map(({ advice }) => advice?.scopes?.(scopes)).find((advice) => advice !== undefined)
}

export function clientHint(clientId: string | undefined): string {
  if (clientId === undefined)
    return 'The token names no client, and this guard accepts only the clients in "clientIds".'
  return `The token was issued to the client ${quote(clientId)}, which isn't in this guard's "clientIds".`
}

export function kindHint(kind: TokenKind | undefined, header: JwsHeader, claims: Claims, rules: IssuerRules): string {
  const { issuer, profile } = rules
  const send = sendInstead(rules)
  if (kind === 'ID token') {
    return `This is an ID token: it was issued to the client ${quote(audienceText(claims))}. ${send}`
  }
  if (kind !== undefined) return `This is a token of another kind (${kind}). ${send}`
  const suggested = suggestProfile({ header, claims, issuer })
  if (suggested !== undefined && suggested !== profile.name) {
    return `This looks like an access token of another provider: if that is ${suggested}, configure tokenProfile: '${suggested}'.`
  }
  if (looksLikeIdToken(claims)) {
    return `This looks like an ID token: it was issued to the client ${quote(audienceText(claims))}. ${send}`
  }
  return `The type of this token (header "typ") is ${quote(headerType(header))}. The token profile ${quote(profile.name)} doesn't expect that of an access token. If the provider's access tokens look like this, configure its "tokenProfile".`
}

function sendInstead(rules: IssuerRules): string {
  const api = nameOf(rules)
  const how = rules.profile.advice?.accessToken?.(api)
  return how === undefined
    ? `Send the access token that was issued for ${quote(api)}.`
    : `Send the access token; ${how}`
}

function nameOf({ identifiers }: IssuerRules): string {
  return identifiers.length === 0 ? 'this API' : identifiers.join(' or ')
}

function sentences(first: string, second: string | undefined): string {
  return second === undefined ? first : `${first} ${second}`
}

// Good enough for a hint but not for a decision: access tokens of several providers have these claims as well.
function looksLikeIdToken(claims: Claims): boolean {
  return claim(claims, 'nonce') !== undefined || stringClaim(claims, 'azp') === audienceText(claims)
}

function audienceText(claims: Claims): string {
  // Never String(): a caller's object can refuse to become text, and the exception would look like our own failure.
  return audienceOf(claims)?.join(', ') ?? ''
}
