export { type ApiHeaders, callApi, urlBelow } from './call-api.js'
export { type ErrorCode, errorCodes } from './error-codes.js'
export { AuthError, type AuthErrorOptions, describeCause, isAuthError, type ResponseHeaders } from './errors.js'
export { type AuthEvents, type EventName, eventNames, publish, subscribe } from './events.js'
export { shareHiddenClasses } from './hidden-class.js'
export { isDevelopment } from './is-development.js'
export {
  createMetadataSource,
  endpointOf,
  type IssuerMetadata,
  type MetadataConfig,
  type MetadataSource,
} from './issuer/issuer-metadata.js'
export { createKeySource, type KeySource, type KeySourceConfig } from './issuer/key-source.js'
export {
  assertProviderUrl,
  createProviderFetch,
  type FetchOptions,
  fetchJson,
  isLoopback,
  type ProviderFetch,
} from './issuer/provider-fetch.js'
export { singleFlight } from './issuer/single-flight.js'
export { importPublicJwk, type VerificationKey } from './issuer/verification-key.js'
export { verifySignature } from './issuer/verify-signature.js'
export { algorithmNames, isAlgorithm, type SignatureCheck } from './jwt/algorithms.js'
export { decodeBase64url } from './jwt/base64url.js'
export {
  audienceOf,
  type Claims,
  checkTimes,
  claim,
  isNumericDate,
  scopeClaim,
  stringArrayClaim,
  stringClaim,
  type TimeCheck,
  timeClaim,
} from './jwt/claims.js'
export { type DecryptionKey, isEncrypted, type TokenDecryption, tokenDecryption } from './jwt/decrypt-token.js'
export { type JwsHeader, parseJws, type UnverifiedJws } from './jwt/jws.js'
export { parseDecryptionKeys } from './jwt/parse-decryption-keys.js'
export { parseJsonObject } from './jwt/strict-json.js'
export {
  comparableType,
  declaredKindOf,
  headerType,
  kindUnlessAccessToken,
  kindUnlessIdToken,
  type TokenKind,
} from './jwt/token-kind.js'
export {
  type OptionChecks,
  type OptionParser,
  type OptionParsers,
  optionChecks,
  type ParsedOptions,
} from './option-checks.js'
export { type PrivateKey, type PrivateKeyInput, parsePrivateKey } from './private-key.js'
export { type Problem, type ProblemOptions, problemOf } from './problem.js'
export { quote } from './quote.js'
export { present, type RequiredValue, requiredClaim } from './required-claim.js'
export { entraTenants } from './token-profiles/entra.js'
export { type FirebaseIdTokensOptions, firebaseIdTokens } from './token-profiles/firebase-id-tokens.js'
export { type GoogleServiceIdentityOptions, googleServiceIdentity } from './token-profiles/google-service-identity.js'
export { type LegacyJwtOptions, legacyJwt } from './token-profiles/legacy-jwt.js'
export { detectProfile, publisherOf, type TokenProfileName, tokenProfiles } from './token-profiles/profiles.js'
export type {
  Advice,
  ClaimReaders,
  EndedSession,
  IntrospectionProfile,
  IssuerTemplate,
  ProfileRefusal,
  ProviderLogout,
  PublishedMetadata,
  TokenProfile,
  UnverifiedToken,
  VerifiedToken,
} from './token-profiles/token-profile.js'
export { warnInDevelopment } from './warn-in-development.js'
