import { auth0 } from './auth0.js'
import { rfc9068 } from './rfc9068.js'
import type { TokenProfile } from './token-profile.js'

/** The profiles that can be named. */
export const tokenProfiles = { auth0, rfc9068 } as const satisfies Readonly<Record<string, TokenProfile>>

export type TokenProfileName = keyof typeof tokenProfiles

/** The profile of a well-known issuer host; everything else is held to RFC 9068. */
export function detectProfile(issuer: string): TokenProfile {
  const { hostname } = new URL(issuer)
  if (hostname.endsWith('.auth0.com')) return auth0
  return rfc9068
}
