import { auth0 } from './auth0.js'
import { authentik } from './authentik.js'
import { azureB2c } from './azure-b2c.js'
import { clerk, clerkM2m } from './clerk.js'
import { clerkSession } from './clerk-session.js'
import { cognito } from './cognito.js'
import { entra } from './entra.js'
import { fusionauth } from './fusionauth.js'
import { google } from './google.js'
import { hydra } from './hydra.js'
import { isAtHost } from './issuer-hosts.js'
import { keycloak } from './keycloak.js'
import { kinde } from './kinde.js'
import { lemonldap } from './lemonldap.js'
import { okta } from './okta.js'
import { ping } from './ping.js'
import { rfc9068 } from './rfc9068.js'
import { supabase } from './supabase.js'
import type { PublishedMetadata, TokenProfile } from './token-profile.js'
import { workos } from './workos.js'
import { zitadel } from './zitadel.js'

/** The profiles that an option can name. A new provider is one file here and one line in this list. */
export const tokenProfiles = {
  auth0,
  authentik,
  'azure-b2c': azureB2c,
  clerk,
  'clerk-m2m': clerkM2m,
  'clerk-session': clerkSession,
  cognito,
  entra,
  fusionauth,
  google,
  hydra,
  keycloak,
  kinde,
  lemonldap,
  okta,
  ping,
  rfc9068,
  supabase,
  workos,
  zitadel,
} as const satisfies Readonly<Record<string, TokenProfile>>

export type TokenProfileName = keyof typeof tokenProfiles

const profiles: readonly TokenProfile[] = Object.values(tokenProfiles)

/** The profile of a provider that the issuer's host name identifies. Every other issuer must follow RFC 9068. */
export function detectProfile(issuer: string): TokenProfile {
  return profileAtHost(issuer) ?? rfc9068
}

/** The provider that published these metadata: by its host, or on a customer's domain by members that only it has. */
export function publisherOf(metadata: PublishedMetadata): TokenProfile | undefined {
  return profileAtHost(metadata.issuer) ?? profiles.find((profile) => profile.publishes?.(metadata) === true)
}

function profileAtHost(issuer: string): TokenProfile | undefined {
  return profiles.find(({ hosts = [] }) => isAtHost(issuer, hosts))
}
