import {
  audienceOf,
  type Claims,
  comparableType,
  detectProfile,
  headerType,
  type JwsHeader,
  type TokenProfile,
  tokenProfiles,
} from '@tandem-auth/tokens'

/**
 * Returns the name of the profile for a token that only one provider can have issued, and that this profile would accept.
 * For a hint, never for a decision. The claims of many providers look alike, and a profile that accepts a token of another
 * provider by accident would also accept that provider's ID tokens; so a profile has to recognize the token as its own.
 */
export function suggestProfile(token: {
  readonly header: JwsHeader
  readonly claims: Claims
  readonly issuer: string
}): string | undefined {
  const atHost = detectProfile(token.issuer)
  // The host says whose the token is. Another profile can only be a kind of that provider's own, such as Clerk's sessions.
  const isKnown = atHost !== tokenProfiles.rfc9068
  const candidates: readonly TokenProfile[] = Object.values(tokenProfiles)
  return candidates.find((profile) => (!isKnown || profile.name.startsWith(atHost.name)) && recognizes(profile, token))
    ?.name
}

function recognizes(profile: TokenProfile, { header, claims, issuer }: Parameters<typeof suggestProfile>[0]): boolean {
  if (!profile.headerTypes.some((type) => comparableType(type) === headerType(header))) return false
  const token = { header, claims, issuer, audience: audienceOf(claims) ?? [] }
  if (profile.recognizes?.(token) !== true || profile.screen?.(token) !== undefined) return false
  return profile.prove({ ...token, configuredIssuer: issuer, keyIssuer: undefined }) === undefined
}
