export { algorithmNames, isAlgorithm } from './algorithms.js'
export { decodeBase64url } from './base64url.js'
export {
  audienceOf,
  type Claims,
  checkTimes,
  claim,
  listClaim,
  stringClaim,
  type TimeCheck,
  timeClaim,
  wordsClaim,
} from './claims.js'
export { type ErrorCode, errorCodes } from './error-codes.js'
export { AuthError, type AuthErrorOptions, describeCause, isAuthError } from './errors.js'
export { type EventName, eventNames, publish } from './events.js'
export { shareHiddenClasses } from './hidden-class.js'
export {
  createMetadataSource,
  endpointOf,
  type IssuerMetadata,
  type MetadataConfig,
  type MetadataSource,
} from './issuer-metadata.js'
export { type JwsHeader, parseJws, type UnverifiedJws } from './jws.js'
export type { VerificationKey } from './key-set.js'
export { createKeySource, type KeySource, type KeySourceConfig } from './key-source.js'
export { type PrivateKey, type PrivateKeyInput, parsePrivateKey } from './private-key.js'
export {
  assertProviderUrl,
  createProviderFetch,
  type FetchOptions,
  fetchJson,
  isLoopback,
  type ProviderFetch,
} from './provider-fetch.js'
export { verifySignature } from './signature.js'
export { singleFlight } from './single-flight.js'
export { parseJsonObject } from './strict-json.js'
export { quote } from './text.js'
export { declaredKindOf, headerType, notIdTokenKindOf, otherKindOf, type TokenKind } from './token-kind.js'
export { detectProfile } from './token-profiles/detect-profile.js'
export { entraTenants } from './token-profiles/entra.js'
export { type GoogleServiceIdentityOptions, googleServiceIdentity } from './token-profiles/google-service-identity.js'
export { type LegacyJwtOptions, legacyJwt } from './token-profiles/legacy-jwt.js'
export { type TokenProfileName, tokenProfiles } from './token-profiles/profiles.js'
export type {
  Advice,
  ClaimReaders,
  IntrospectionProfile,
  IssuerTemplate,
  ProfileRefusal,
  TokenProfile,
  UnverifiedToken,
  VerifiedToken,
} from './token-profiles/token-profile.js'
