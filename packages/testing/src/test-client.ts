/** A registered client. The names are those of RFC 7591, 2, in camelCase. */
export interface TestClient {
  /** The client's id. */
  clientId: string
  /** For client_secret_basic and client_secret_post. A client with neither a secret nor keys is a public client. */
  clientSecret?: string
  /** Makes the client secret a JWT with this issuer, signed by one of these keys, as Apple has it. */
  clientSecretJwt?: { iss: string; jwks: unknown }
  /** The client's public keys, for private_key_jwt, self_signed_tls_client_auth and encryption. */
  jwks?: unknown
  /** Compared byte for byte. Without them, every redirect URI is accepted. */
  redirectUris?: string[]
  /** Compared byte for byte. Without them, every URI is accepted. */
  postLogoutRedirectUris?: string[]
  /** Where logout tokens are sent. */
  backchannelLogoutUri?: string
  /** Where `globalTokenRevocation` sends its requests. */
  globalTokenRevocationEndpoint?: string
  /** The only authentication method to accept; by default any that the secret or the keys allow. */
  tokenEndpointAuthMethod?: string
  /** By default the algorithm of the provider's signing key. */
  idTokenSignedResponseAlg?: string
  /** Makes UserInfo a JWT that is signed with this algorithm. */
  userinfoSignedResponseAlg?: string
  /** The distinguished name of the client's certificate, for tls_client_auth: 'CN=client-1' (RFC 8705, 2.1.2). */
  tlsClientAuthSubjectDn?: string
  /** A DNS name in the client's certificate, for tls_client_auth. */
  tlsClientAuthSanDns?: string
  /** A URI in the client's certificate, for tls_client_auth. */
  tlsClientAuthSanUri?: string
  /** Binds access tokens to the client's certificate (RFC 8705, 3.4). */
  tlsClientCertificateBoundAccessTokens?: boolean
  /** Encrypts ID tokens to the client's key with this algorithm. */
  idTokenEncryptedResponseAlg?: string
  /** The content encryption, by default 'A256GCM'. */
  idTokenEncryptedResponseEnc?: string
  /** Encrypts UserInfo to the client's key. */
  userinfoEncryptedResponseAlg?: string
  /** The content encryption, by default 'A256GCM'. */
  userinfoEncryptedResponseEnc?: string
  /** The algorithm of JARM responses, by default that of the provider's signing key. */
  authorizationSignedResponseAlg?: string
  /** Encrypts JARM responses to the client's key. */
  authorizationEncryptedResponseAlg?: string
  /** The content encryption, by default 'A256GCM'. */
  authorizationEncryptedResponseEnc?: string
  /** Refuses token requests without a DPoP proof (RFC 9449, 5.2). */
  dpopBoundAccessTokens?: boolean
}
