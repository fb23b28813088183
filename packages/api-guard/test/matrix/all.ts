import { auth0 } from './auth0.js'
import { authentik } from './authentik.js'
import { clerk, clerkM2m, clerkSession } from './clerk.js'
import { cognito } from './cognito.js'
import { entra } from './entra.js'
import { fusionauth } from './fusionauth.js'
import { google } from './google.js'
import { googleServiceIdentity } from './google-service-identity.js'
import { hydra } from './hydra.js'
import { keycloak } from './keycloak.js'
import { legacyJwt } from './legacy-jwt.js'
import { okta } from './okta.js'
import { ping } from './ping.js'
import type { ProviderMatrix } from './provider-matrix.js'
import { rfc9068 } from './rfc9068.js'
import { workos } from './workos.js'
import { zitadel } from './zitadel.js'

/** Every provider's tokens, in the order in which docs/token-matrix.md has them. */
export const matrices: readonly ProviderMatrix[] = [
  rfc9068,
  auth0,
  okta,
  cognito,
  fusionauth,
  entra,
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
  legacyJwt,
]
