import { auth0 } from './auth0.js'
import { authentik } from './authentik.js'
import { clerk, clerkM2m } from './clerk.js'
import { clerkSession } from './clerk-session.js'
import { cognito } from './cognito.js'
import { entra } from './entra.js'
import { fusionauth } from './fusionauth.js'
import { google } from './google.js'
import { hydra } from './hydra.js'
import { keycloak } from './keycloak.js'
import { okta } from './okta.js'
import { ping } from './ping.js'
import { rfc9068 } from './rfc9068.js'
import type { TokenProfile } from './token-profile.js'
import { workos } from './workos.js'
import { zitadel } from './zitadel.js'

/** The profiles that can be named. */
export const tokenProfiles = {
  auth0,
  authentik,
  clerk,
  'clerk-m2m': clerkM2m,
  'clerk-session': clerkSession,
  cognito,
  entra,
  fusionauth,
  google,
  hydra,
  keycloak,
  okta,
  ping,
  rfc9068,
  workos,
  zitadel,
} as const satisfies Readonly<Record<string, TokenProfile>>

export type TokenProfileName = keyof typeof tokenProfiles
