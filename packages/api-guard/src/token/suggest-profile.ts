import {
  audienceOf,
  type Claims,
  headerType,
  type JwsHeader,
  type TokenProfile,
  type TokenProfileName,
  tokenProfiles,
} from '@tandem-auth/tokens'

// Profiles that prove an access token by a claim of their own, the most distinctive one first.
const mostDistinctive = [
  'cognito',
  'keycloak',
  'okta',
  'entra',
  'fusionauth',
  'authentik',
  'auth0',
] as const satisfies readonly TokenProfileName[]

/** Returns the profile that would accept this as an access token. For a hint, never for a decision. */
export function suggestProfile(token: {
  readonly header: JwsHeader
  readonly claims: Claims
  readonly issuer: string
}): TokenProfileName | undefined {
  return mostDistinctive.find((name) => accepts(tokenProfiles[name], token))
}

function accepts(profile: TokenProfile, { header, claims, issuer }: Parameters<typeof suggestProfile>[0]): boolean {
  if (!profile.headerTypes.includes(headerType(header))) return false
  const token = { header, claims, issuer, audience: audienceOf(claims) ?? [] }
  if (profile.screen?.(token) !== undefined) return false
  return profile.prove({ ...token, configuredIssuer: issuer, keyIssuer: undefined }) === undefined
}
