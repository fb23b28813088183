import type { Claims } from './claims.js'
import type { Location } from './location.js'
import type { TestIssuerOptions } from './options.js'
import { dpopAlgorithmsOf } from './proof/dpop-algorithms.js'

export function createMetadata({ issuer, base }: Location, options: TestIssuerOptions): Claims {
  const signing = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
  const clientAuthentication = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']
  const metadata: Claims = {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/jwks`,
    introspection_endpoint: `${base}/introspect`,
    revocation_endpoint: `${base}/revoke`,
    pushed_authorization_request_endpoint: `${base}/par`,
    end_session_endpoint: `${base}/logout`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    id_token_signing_alg_values_supported: signing,
    userinfo_signing_alg_values_supported: signing,
    introspection_signing_alg_values_supported: signing,
    token_endpoint_auth_methods_supported: clientAuthentication,
    token_endpoint_auth_signing_alg_values_supported: signing,
    introspection_endpoint_auth_methods_supported: clientAuthentication,
    revocation_endpoint_auth_methods_supported: clientAuthentication,
    code_challenge_methods_supported: ['S256'],
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    ...(options.authorizationResponseIss !== false && { authorization_response_iss_parameter_supported: true }),
    ...(options.dpop !== false && { dpop_signing_alg_values_supported: dpopAlgorithmsOf(options) }),
    ...options.metadata,
  }
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined))
}
