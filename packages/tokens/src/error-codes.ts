/**
 * Every error of the project: its code, the status it is answered with, and the one text it ever has. The texts are
 * the `error_description` of challenges, so they hold no `"` and no `\` (RFC 6750, 3) and nothing that a caller sent.
 */
export const errorCodes = {
  // What a caller sent as credentials (RFC 6750, 3.1)
  ERR_CREDENTIALS_MISSING: [401, 'no access token was sent'],
  ERR_CREDENTIALS_MALFORMED: [400, 'the Authorization header is not Bearer and one token'],
  ERR_CREDENTIALS_REPEATED: [400, 'the access token was sent more than once'],

  // What a token is
  ERR_TOKEN_MALFORMED: [401, 'the token is not a well-formed JWT'],
  ERR_TOKEN_OPAQUE: [401, 'the token is opaque and this API takes JWT access tokens'],
  ERR_TOKEN_ENCRYPTED: [401, 'the token is encrypted'],
  ERR_TOKEN_TOO_LARGE: [401, 'the token is too large'],
  ERR_TOKEN_ALGORITHM: [401, 'the token is signed with an algorithm that is not accepted'],
  ERR_TOKEN_HEADER: [401, 'the header of the token is not acceptable'],
  ERR_TOKEN_KEY: [401, 'the token is signed with an unknown key'],
  ERR_TOKEN_SIGNATURE: [401, 'the signature of the token is wrong'],
  ERR_TOKEN_KIND: [401, 'the token is not an access token'],
  ERR_TOKEN_BOUND: [401, 'the token is bound to a key and cannot be used as a bearer token'],
  ERR_TOKEN_ISSUER: [401, 'the token comes from another issuer'],
  ERR_TOKEN_AUDIENCE: [401, 'the token is meant for another audience'],
  ERR_TOKEN_CLIENT: [401, 'the token was issued to a client that is not accepted'],
  ERR_TOKEN_CLAIMS: [401, 'a claim of the token is missing or malformed'],
  ERR_TOKEN_EXPIRED: [401, 'the token has expired'],
  ERR_TOKEN_NOT_YET: [401, 'the token is not valid yet'],
  ERR_TOKEN_INACTIVE: [401, 'the token is not active'],
  ERR_TOKEN_REVOKED: [401, 'the token was revoked'],

  // What a caller may do
  ERR_SCOPE: [403, 'the token lacks a scope that this request needs'],
  ERR_CLAIM: [403, 'the token lacks a claim that this request needs'],
  ERR_PERMISSION: [403, 'the token lacks a permission that this request needs'],

  // The provider's failures, and ours
  ERR_METADATA_UNAVAILABLE: [503, 'the metadata of the issuer cannot be read now'],
  ERR_KEYS_UNAVAILABLE: [503, 'the keys of the issuer cannot be read now'],
  ERR_INTROSPECTION_UNAVAILABLE: [503, 'the token cannot be introspected now'],
  ERR_REVOCATION_CHECK: [503, 'it cannot be told now whether the token was revoked'],
  ERR_ISSUER_MISMATCH: [500, 'the metadata names another issuer than the configuration'],
  ERR_METADATA_INVALID: [500, 'the metadata of the issuer lacks something that is needed'],
  ERR_INTROSPECTION_REFUSED: [500, 'the issuer refuses to introspect for this API'],
  ERR_GUARD_MISSING: [500, 'no apiGuard has verified a token for this request'],
  ERR_ISSUER_SELECTION: [500, 'the issuer chosen for this request is not configured'],

  // client-session: logins, sessions, logout
  ERR_SESSION_STORE: [503, 'the session cannot be read or written now'],
  ERR_SESSION_TWICE: [500, 'a session is mounted by the app and by clientSession'],
  ERR_SESSION_MISSING: [500, 'there is no session in this request'],
  ERR_COORDINATION_REQUIRED: [500, 'a session of the app needs the coordination option'],
  ERR_LOGIN_REQUIRED: [401, 'a login is required'],
  ERR_LOGIN_OVERTAKEN: [400, 'a logout arrived while this login was under way'],
  ERR_REFRESH_BUSY: [503, 'the tokens are being refreshed by another request'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>

export type ErrorCode = keyof typeof errorCodes
