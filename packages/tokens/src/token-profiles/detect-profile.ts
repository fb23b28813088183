import { oktaHostSuffixes } from './okta.js'
import { type TokenProfileName, tokenProfiles } from './profiles.js'
import type { TokenProfile } from './token-profile.js'

const hosts = new Map<string, TokenProfileName>([
  ['accounts.google.com', 'google'],
  ['api.workos.com', 'workos'],
  ['auth.pingone.asia', 'ping'],
  ['auth.pingone.ca', 'ping'],
  ['auth.pingone.com', 'ping'],
  ['auth.pingone.com.au', 'ping'],
  ['auth.pingone.eu', 'ping'],
  ['login.microsoftonline.com', 'entra'],
  ['login.microsoftonline.us', 'entra'],
  ['login.partner.microsoftonline.cn', 'entra'],
  ['sts.windows.net', 'entra'],
])

// Each begins with a dot, so that "evilauth0.com" isn't Auth0.
const hostSuffixes: readonly (readonly [suffix: `.${string}`, name: TokenProfileName])[] = [
  ['.auth0.com', 'auth0'],
  ['.ciamlogin.com', 'entra'],
  ['.clerk.accounts.dev', 'clerk'],
  ['.fusionauth.io', 'fusionauth'],
  ...oktaHostSuffixes.map((suffix) => [suffix, 'okta'] as const),
  ['.projects.oryapis.com', 'hydra'],
  ['.zitadel.cloud', 'zitadel'],
]

const userPoolHost = /^cognito-idp(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/

/** The profile of a well-known issuer host; everything else is held to RFC 9068. */
export function detectProfile(issuer: string): TokenProfile {
  if (!URL.canParse(issuer)) return tokenProfiles.rfc9068
  const { hostname } = new URL(issuer)
  if (userPoolHost.test(hostname)) return tokenProfiles.cognito
  const name = hosts.get(hostname) ?? hostSuffixes.find(([suffix]) => hostname.endsWith(suffix))?.[1]
  return tokenProfiles[name ?? 'rfc9068']
}
