import { adfs } from './adfs.js'
import { auth0 } from './auth0.js'
import { authentik } from './authentik.js'
import { azureB2c } from './azure-b2c.js'
import { clerk, clerkM2m, clerkSession } from './clerk.js'
import { cognito } from './cognito.js'
import { descope } from './descope.js'
import { entra, entraExternal } from './entra.js'
import { firebaseIdTokens } from './firebase-id-tokens.js'
import { betterAuth, duende, logto } from './followers.js'
import { fusionauth } from './fusionauth.js'
import { google } from './google.js'
import { googleServiceIdentity } from './google-service-identity.js'
import { hydra } from './hydra.js'
import { keycloak } from './keycloak.js'
import { kinde } from './kinde.js'
import { legacyJwt } from './legacy-jwt.js'
import { lemonldap } from './lemonldap.js'
import { okta } from './okta.js'
import { ping } from './ping.js'
import type { ProviderMatrix } from './provider-matrix.js'
import { rfc9068 } from './rfc9068.js'
import { spring } from './spring.js'
import { supabase } from './supabase.js'
import { workos } from './workos.js'
import { zitadel } from './zitadel.js'

/** Every provider's tokens, in the order in which docs/token-matrix.md has them. */
export const matrices: readonly ProviderMatrix[] = [
  rfc9068,
  duende,
  logto,
  betterAuth,
  auth0,
  okta,
  cognito,
  fusionauth,
  entra,
  entraExternal,
  azureB2c,
  keycloak,
  google,
  googleServiceIdentity,
  zitadel,
  hydra,
  authentik,
  ping,
  clerk,
  clerkM2m,
  clerkSession,
  workos,
  kinde,
  supabase,
  firebaseIdTokens,
  lemonldap,
  legacyJwt,
  adfs,
  descope,
  spring,
]
