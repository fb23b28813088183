import { responseModes } from './authorization/response-mode.js'
import type { Claims } from './claims.js'
import type { Location } from './location.js'
import type { TestIssuerOptions } from './options.js'
import type { Policy } from './policy.js'
import { dpopAlgorithmsOf } from './proof/dpop-algorithms.js'

export function createMetadata(
  { issuer, base, frontBase, issuerTemplate, mutualTlsBase }: Location,
  options: TestIssuerOptions,
  policy: Policy,
): Claims {
  const signing = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
  const { authMethods, algorithms = signing } = policy
  const metadata: Claims = {
    issuer: issuerTemplate ?? issuer,
    authorization_endpoint: `${frontBase}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/jwks`,
    introspection_endpoint: `${base}/introspect`,
    revocation_endpoint: `${base}/revoke`,
    pushed_authorization_request_endpoint: `${base}/par`,
    end_session_endpoint: `${frontBase}/logout`,
    response_types_supported: ['code'],
    response_modes_supported: responseModes,
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:token-exchange',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    id_token_signing_alg_values_supported: algorithms,
    userinfo_signing_alg_values_supported: signing,
    introspection_signing_alg_values_supported: signing,
    token_endpoint_auth_methods_supported: authMethods,
    token_endpoint_auth_signing_alg_values_supported: algorithms,
    introspection_endpoint_auth_methods_supported: authMethods,
    revocation_endpoint_auth_methods_supported: authMethods,
    code_challenge_methods_supported: ['S256'],
    ...(policy.pushedRequests && { require_pushed_authorization_requests: true }),
    ...(mutualTlsBase !== undefined && mutualTlsMetadata(mutualTlsBase)),
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    ...(options.authorizationResponseIss !== false && { authorization_response_iss_parameter_supported: true }),
    ...(options.dpop !== false && { dpop_signing_alg_values_supported: dpopAlgorithmsOf(options) }),
    ...(options.dynamicClientRegistration !== false && { registration_endpoint: `${base}/register` }),
    ...(options.clientIdMetadataDocuments !== false && { client_id_metadata_document_supported: true }),
    ...(options.acrValuesSupported !== undefined && { acr_values_supported: options.acrValuesSupported }),
    ...(options.authorizationDetailsTypes !== undefined && {
      authorization_details_types_supported: options.authorizationDetailsTypes,
    }),
    authorization_signing_alg_values_supported: algorithms,
    ...encryptionMetadata(),
    ...options.metadata,
  }
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined))
}

/** @see RFC 8705, 3.3 and 5 */
function mutualTlsMetadata(base: string): Claims {
  return {
    tls_client_certificate_bound_access_tokens: true,
    mtls_endpoint_aliases: {
      token_endpoint: `${base}/token`,
      userinfo_endpoint: `${base}/userinfo`,
      introspection_endpoint: `${base}/introspect`,
      revocation_endpoint: `${base}/revoke`,
      pushed_authorization_request_endpoint: `${base}/par`,
    },
  }
}

function encryptionMetadata(): Claims {
  const kinds = ['id_token', 'userinfo', 'authorization']
  const alg = ['RSA-OAEP-256', 'RSA-OAEP', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW']
  const enc = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A256CBC-HS512']
  return Object.fromEntries(
    kinds.flatMap((kind) => [
      [`${kind}_encryption_alg_values_supported`, alg],
      [`${kind}_encryption_enc_values_supported`, enc],
    ]),
  )
}
