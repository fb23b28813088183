// The public surface of @tandem-auth/tokens, written by "npm run docs". A change here is a change for its users.

// @tandem-auth/tokens

export interface Advice {
    readonly accessToken?: (api: string) => string;
    readonly audience?: (audience: readonly string[] | undefined, api: string) => string | undefined;
    readonly scopes?: (scopes: readonly string[]) => string | undefined;
    readonly opaque?: (api: string) => string;
    readonly issuer?: (unverifiedIssuer: string, claims: Claims) => string | undefined;
    readonly idTokenAlgorithm?: string;
}

export interface ApiHeaders {
    readonly authorization: string;
    readonly dpop?: string;
}

export declare class AuthError extends Error {
    #private;
    readonly name: 'AuthError';
    readonly code: ErrorCode;
    readonly status: number;
    constructor(code: ErrorCode, { hint, headers, cause }?: AuthErrorOptions);
    get statusCode(): number;
    get headers(): ResponseHeaders;
    get hint(): string | undefined;
    toString(): string;
    toJSON(): {
        code: ErrorCode;
        status: number;
        message: string;
    };
    [inspect](): string;
}

export interface AuthErrorOptions {
    readonly hint?: string | undefined;
    readonly headers?: ResponseHeaders | undefined;
    readonly cause?: unknown;
}

export interface AuthEvents {
    readonly 'token.accepted': {
        readonly format: 'jwt' | 'opaque';
        readonly issuer: string;
        readonly clientId: string | undefined;
    };
    readonly 'token.refused': {
        readonly code: ErrorCode;
        readonly status: number;
        readonly format: 'jwt' | 'opaque' | undefined;
        readonly issuer: string | undefined;
    };
    readonly 'keys.refreshed': {
        readonly issuer: string;
        readonly keys: number;
        readonly dropped: readonly {
            readonly kid: string | undefined;
            readonly reason: string;
        }[];
    };
    readonly 'keys.failed': {
        readonly issuer: string;
        readonly code: ErrorCode;
    };
    readonly 'introspection.answered': {
        readonly issuer: string;
        readonly active: boolean;
    };
    readonly 'introspection.failed': {
        readonly issuer: string;
        readonly code: ErrorCode;
    };
    readonly 'login.started': {
        readonly issuer: string;
        readonly silent: boolean;
    };
    readonly 'login.succeeded': {
        readonly issuer: string;
    };
    readonly 'login.failed': {
        readonly issuer?: string | undefined;
        readonly code: FailureCode;
        readonly hint?: string | undefined;
    };
    readonly 'logout.succeeded': {
        readonly issuer: string;
    };
    readonly 'session.refused': {
        readonly issuer?: string | undefined;
        readonly code?: ErrorCode | undefined;
        readonly reason?: 'ended' | 'expired' | 'written after its end' | 'repeated cookie' | undefined;
    };
    readonly 'session.revoked': {
        readonly issuer: string;
        readonly sessions: number;
        readonly by: 'app' | 'provider' | 'limit' | 'refused refresh';
    };
    readonly 'session.ended': {
        readonly issuer: string;
        readonly id: string;
    };
    readonly 'session.failed': {
        readonly issuer?: string | undefined;
        readonly code: FailureCode;
    };
    readonly 'tokens.refreshed': {
        readonly api: string | undefined;
    };
    readonly 'tokens.refresh-failed': {
        readonly api: string | undefined;
        readonly code: FailureCode;
    };
}

export interface ClaimReaders {
    readonly clientId: (claims: Claims) => string | undefined;
    readonly scopes: (claims: Claims) => readonly string[];
    readonly permissions?: (claims: Claims, api: readonly string[]) => readonly string[];
    readonly isMachine?: (claims: Claims) => boolean | undefined;
}

export type Claims = Readonly<Record<string, unknown>>;

export interface DecryptionKey {
    readonly kid: string | undefined;
    readonly algorithm: 'RSA-OAEP-256' | 'ECDH-ES';
    readonly key: KeyObject;
}

export interface EndedSession {
    readonly clientId: string;
    readonly sub: string;
    readonly sid: string | undefined;
    readonly idToken: string | undefined;
    readonly returnTo: string;
}

export type ErrorCode = keyof typeof errorCodes;

export type EventName = keyof AuthEvents;

export interface FetchOptions {
    readonly fetch?: typeof globalThis.fetch | undefined;
    readonly timeout?: number | undefined;
    readonly insecureHosts?: readonly string[] | undefined;
}

export interface FirebaseIdTokensOptions {
    readonly anonymous?: boolean | undefined;
}

export interface GoogleServiceIdentityOptions {
    readonly emails: readonly string[];
}

export interface IntrospectionProfile extends Partial<ClaimReaders> {
    readonly refuse?: (response: Claims) => ProfileRefusal | undefined;
    readonly tokenInfo?: string;
    readonly inactiveStatuses?: readonly number[];
    readonly claimsOf?: (response: Claims) => Claims;
}

export interface IssuerMetadata {
    readonly issuer: string;
    readonly jwks_uri?: string;
    readonly [name: string]: unknown;
}

export interface IssuerTemplate {
    readonly discoveryIssuer: string;
    readonly metadataIssuer: string;
    readonly matches: (unverifiedIssuer: string) => boolean;
}

export interface JwsHeader {
    readonly alg: string;
    readonly kid?: string;
    readonly typ?: string;
    readonly [name: string]: unknown;
}

export interface KeySource {
    find(algorithm: string, kid: string | undefined): readonly VerificationKey[];
    request(algorithm: string, kid: string | undefined): Promise<readonly VerificationKey[] | undefined>;
    explain(algorithm: string, kid: string | undefined): string;
    close(): void;
}

export interface KeySourceConfig {
    readonly issuer: string;
    readonly fetch: ProviderFetch;
    readonly metadata: MetadataSource;
    readonly jwksUri?: string | undefined;
    readonly jwks?: unknown;
}

export interface LegacyJwtOptions {
    readonly requireClaims: Readonly<Record<string, string | number | true>>;
    readonly refuseClaims?: readonly string[] | undefined;
    readonly clientIdClaim?: string | undefined;
    readonly scopesClaim?: string | undefined;
    readonly permissionsClaim?: string | undefined;
    readonly headerTypes?: readonly string[] | undefined;
}

export interface MetadataConfig {
    readonly issuer: string;
    readonly publishedIssuer?: string | undefined;
    readonly fetch: ProviderFetch;
    readonly url?: string | undefined;
    readonly metadata?: Readonly<Record<string, unknown>> | undefined;
    readonly insecureHosts?: readonly string[] | undefined;
}

export interface MetadataSource {
    get(): Promise<IssuerMetadata>;
    endpoint(name: string): Promise<string>;
}

export interface OptionChecks {
    fail(option: string, rule: string): never;
    assertKnown(value: unknown, names: readonly string[], place?: string): void;
    parse<Parsers extends Readonly<Record<string, OptionParser<unknown>>>>(value: unknown, parsers: Parsers, place?: string): ParsedOptions<Parsers>;
    assertGiven(value: object, names: readonly string[], variables?: Readonly<Record<string, string>>): void;
    unparsed<T>(): OptionParser<T>;
    optional<T>(parser: OptionParser<T>): OptionParser<T | undefined>;
    string: OptionParser<string>;
    boolean(fallback: boolean): OptionParser<boolean>;
    seconds(fallback: number, range: Range): OptionParser<number>;
    wholeNumber(fallback: number, range: Range): OptionParser<number>;
    oneOf<const T extends string>(...values: readonly T[]): OptionParser<T>;
    function<T>(): OptionParser<T>;
    strings: OptionParser<readonly string[]>;
    scopes: OptionParser<readonly string[]>;
}

export type OptionParser<T> = (value: unknown, option: string) => T;

export type OptionParsers<Options> = {
    readonly [Name in keyof Options]-?: OptionParser<unknown>;
};

export type ParsedOptions<Parsers> = {
    readonly [Name in keyof Parsers]: Parsers[Name] extends OptionParser<infer T> ? T : never;
};

export interface PrivateKey {
    readonly algorithm: string;
    readonly kid: string | undefined;
    readonly pkcs8: string;
}

export type PrivateKeyInput = string | Readonly<Record<string, unknown>> | KeyObject;

export interface Problem {
    readonly type: 'about:blank';
    readonly title: string;
    readonly status: number;
    readonly detail: string;
    readonly code: ErrorCode;
    readonly hint?: string;
}

export interface ProblemOptions {
    readonly hints?: boolean | undefined;
}

export interface ProfileRefusal {
    readonly code: 'ERR_TOKEN_KIND' | 'ERR_TOKEN_CLAIMS' | 'ERR_TOKEN_AUDIENCE' | 'ERR_TOKEN_ISSUER' | 'ERR_TOKEN_CLIENT';
    readonly hint: string;
    readonly isIdToken?: true;
}

export type ProviderFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface ProviderLogout {
    readonly requiresIdToken?: true;
    readonly url?: (metadata: PublishedMetadata, session: EndedSession) => URL | undefined;
}

export type PublishedMetadata = Readonly<Record<string, unknown>> & {
    readonly issuer: string;
};

export type RequiredValue = string | number | boolean | typeof present;

export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>;

export type SignatureCheck = (data: Buffer, signature: Buffer) => boolean;

export interface TimeCheck {
    readonly now: number;
    readonly tolerance: number;
}

export type TokenDecryption = (token: string) => Promise<string>;

export type TokenKind = 'access token' | 'client assertion' | 'DPoP proof' | 'ID token' | 'identity assertion' | 'introspection response' | 'logout token' | 'refresh token' | 'security event' | 'session cookie' | 'universal logout request' | 'request object';

export interface TokenProfile extends ClaimReaders {
    readonly name: string;
    readonly hosts?: IssuerHosts;
    readonly publishes?: (metadata: PublishedMetadata) => boolean;
    readonly headerTypes: readonly string[];
    readonly screen?: (token: UnverifiedToken) => ProfileRefusal | undefined;
    readonly prove: (token: VerifiedToken) => ProfileRefusal | undefined;
    readonly introspection?: IntrospectionProfile;
    readonly templateOf?: (issuer: string) => IssuerTemplate | undefined;
    readonly recognizes?: (token: UnverifiedToken) => boolean;
    readonly logout?: ProviderLogout;
    readonly advice?: Advice;
    readonly withoutAudience?: boolean;
    readonly clientIdAudience?: boolean;
    readonly requiresClientIds?: boolean;
    readonly requiresScopes?: boolean;
    readonly opaqueTokens?: boolean;
    readonly jwksUriOf?: (clientId: string) => string;
}

export type TokenProfileName = keyof typeof tokenProfiles;

export interface UnverifiedJws {
    readonly unverifiedHeader: JwsHeader;
    readonly unverifiedPayload: Claims;
    readonly signingInput: string;
    readonly signature: Buffer;
}

export interface UnverifiedToken {
    readonly header: JwsHeader;
    readonly claims: Claims;
    readonly issuer: string;
    readonly audience: readonly string[];
}

export interface VerificationKey {
    readonly kid: string | undefined;
    readonly checks: ReadonlyMap<string, SignatureCheck>;
    readonly issuer: string | undefined;
    retired: boolean;
}

export interface VerifiedToken extends UnverifiedToken {
    readonly configuredIssuer: string;
    readonly keyIssuer: string | undefined;
}

export declare const algorithmNames: readonly string[];

export declare function assertProviderUrl(owner: string, option: string, value: unknown, insecureHosts?: readonly string[]): string;

export declare function audienceOf(claims: Claims): readonly string[] | undefined;

export declare function callApi(fetch: typeof globalThis.fetch, url: URL, init: RequestInit, authorization: ApiHeaders): Promise<Response>;

export declare function checkTimes(claims: Claims, { now, tolerance }: TimeCheck): void;

export declare function claim(claims: Claims, name: string): unknown;

export declare function comparableType(type: string): string;

export declare function createKeySource(config: KeySourceConfig): KeySource;

export declare function createMetadataSource(config: MetadataConfig): MetadataSource;

export declare function createProviderFetch(owner: string, options: FetchOptions): ProviderFetch;

export declare function declaredKindOf(header: JwsHeader, claims: Claims): TokenKind | undefined;

export declare function decodeBase64url(text: string): Buffer | undefined;

export declare function describeCause(error: unknown): Error | undefined;

export declare function detectProfile(issuer: string): TokenProfile;

export declare function endpointOf(metadata: IssuerMetadata, name: string, insecureHosts?: readonly string[]): string;

export declare function entraTenants(options: {
    readonly tenants: readonly string[];
}): TokenProfile;

export declare const errorCodes: {
    readonly ERR_CREDENTIALS_MISSING: readonly [
        401,
        "no access token was sent"
    ];
    readonly ERR_CREDENTIALS_MALFORMED: readonly [
        400,
        "the Authorization header is not Bearer and one token"
    ];
    readonly ERR_CREDENTIALS_REPEATED: readonly [
        400,
        "the access token was sent more than once"
    ];
    readonly ERR_MCP_MESSAGE: readonly [
        400,
        "the body is not a JSON-RPC message of at most 1 MiB"
    ];
    readonly ERR_MCP_HEADER: readonly [
        400,
        "a header of the request names another operation than its message"
    ];
    readonly ERR_TOKEN_MALFORMED: readonly [
        401,
        "the token is not a well-formed JWT"
    ];
    readonly ERR_TOKEN_OPAQUE: readonly [
        401,
        "the token is opaque and this API takes JWT access tokens"
    ];
    readonly ERR_TOKEN_ENCRYPTED: readonly [
        401,
        "the token is encrypted"
    ];
    readonly ERR_TOKEN_TOO_LARGE: readonly [
        401,
        "the token is too large"
    ];
    readonly ERR_TOKEN_ALGORITHM: readonly [
        401,
        "the token is signed with an algorithm that is not accepted"
    ];
    readonly ERR_TOKEN_HEADER: readonly [
        401,
        "the header of the token is not acceptable"
    ];
    readonly ERR_TOKEN_KEY: readonly [
        401,
        "the token is signed with an unknown key"
    ];
    readonly ERR_TOKEN_SIGNATURE: readonly [
        401,
        "the signature of the token is wrong"
    ];
    readonly ERR_TOKEN_KIND: readonly [
        401,
        "the token is not an access token"
    ];
    readonly ERR_TOKEN_BOUND: readonly [
        401,
        "the token is bound to a key and cannot be used as a bearer token"
    ];
    readonly ERR_TOKEN_UNBOUND: readonly [
        401,
        "the token is not bound to a key in the way that this API needs"
    ];
    readonly ERR_TOKEN_CERTIFICATE: readonly [
        401,
        "the client certificate is missing or is not the one that the token is bound to"
    ];
    readonly ERR_TOKEN_ISSUER: readonly [
        401,
        "the token comes from another issuer"
    ];
    readonly ERR_TOKEN_AUDIENCE: readonly [
        401,
        "the token is meant for another audience"
    ];
    readonly ERR_TOKEN_CLIENT: readonly [
        401,
        "the token was issued to a client that is not accepted"
    ];
    readonly ERR_TOKEN_CLAIMS: readonly [
        401,
        "a claim of the token is missing or malformed"
    ];
    readonly ERR_TOKEN_EXPIRED: readonly [
        401,
        "the token has expired"
    ];
    readonly ERR_TOKEN_NOT_YET: readonly [
        401,
        "the token is not valid yet"
    ];
    readonly ERR_TOKEN_INACTIVE: readonly [
        401,
        "the token is not active"
    ];
    readonly ERR_TOKEN_REVOKED: readonly [
        401,
        "the token was revoked"
    ];
    readonly ERR_DPOP_MISSING: readonly [
        401,
        "no DPoP proof was sent with the token"
    ];
    readonly ERR_DPOP_PROOF: readonly [
        401,
        "the DPoP proof is malformed"
    ];
    readonly ERR_DPOP_REQUEST: readonly [
        401,
        "the DPoP proof was made for another request"
    ];
    readonly ERR_DPOP_AGE: readonly [
        401,
        "the DPoP proof is too old or from the future"
    ];
    readonly ERR_DPOP_SIGNATURE: readonly [
        401,
        "the signature of the DPoP proof is wrong"
    ];
    readonly ERR_DPOP_REPLAY: readonly [
        401,
        "the DPoP proof was already used"
    ];
    readonly ERR_DPOP_NONCE: readonly [
        401,
        "the DPoP proof needs a nonce of this server"
    ];
    readonly ERR_DPOP_KEY: readonly [
        401,
        "the DPoP proof is signed with another key than the one that the token is bound to"
    ];
    readonly ERR_INSUFFICIENT_AUTHENTICATION: readonly [
        401,
        "the login behind the token is too old or too weak for this request"
    ];
    readonly ERR_INSUFFICIENT_AUTHORIZATION_DETAILS: readonly [
        403,
        "the token lacks authorization details that this request needs"
    ];
    readonly ERR_INSUFFICIENT_SCOPE: readonly [
        403,
        "the token lacks a scope that this request needs"
    ];
    readonly ERR_INSUFFICIENT_CLAIM: readonly [
        403,
        "the token lacks a claim that this request needs"
    ];
    readonly ERR_INSUFFICIENT_PERMISSION: readonly [
        403,
        "the token lacks a permission that this request needs"
    ];
    readonly ERR_METADATA_UNAVAILABLE: readonly [
        503,
        "the metadata of the issuer cannot be read now"
    ];
    readonly ERR_KEYS_UNAVAILABLE: readonly [
        503,
        "the keys of the issuer cannot be read now"
    ];
    readonly ERR_INTROSPECTION_UNAVAILABLE: readonly [
        503,
        "the token cannot be introspected now"
    ];
    readonly ERR_EXCHANGE_REFUSED: readonly [
        403,
        "the provider does not issue a token for the other API to this caller"
    ];
    readonly ERR_EXCHANGE_CLIENT: readonly [
        500,
        "the provider refuses to exchange tokens for this API"
    ];
    readonly ERR_EXCHANGE_UNAVAILABLE: readonly [
        503,
        "the token cannot be exchanged now"
    ];
    readonly ERR_REPLAY_STORE: readonly [
        503,
        "the check whether the DPoP proof was already used failed"
    ];
    readonly ERR_REVOCATION_CHECK: readonly [
        503,
        "the revocation check failed"
    ];
    readonly ERR_ISSUER_MISMATCH: readonly [
        500,
        "the metadata names another issuer than the configuration"
    ];
    readonly ERR_METADATA_INVALID: readonly [
        503,
        "the metadata of the issuer lacks something that is needed"
    ];
    readonly ERR_INTROSPECTION_REFUSED: readonly [
        500,
        "the issuer refuses to introspect for this API"
    ];
    readonly ERR_GUARD_MISSING: readonly [
        500,
        "no apiGuard has verified a token for this request"
    ];
    readonly ERR_ISSUER_SELECTION: readonly [
        500,
        "the issuer chosen for this request is not configured"
    ];
    readonly ERR_SESSION_STORE: readonly [
        503,
        "the session cannot be read or written now"
    ];
    readonly ERR_SESSION_TWICE: readonly [
        500,
        "a session is mounted by the app and by clientSession"
    ];
    readonly ERR_SESSION_MISSING: readonly [
        500,
        "there is no session in this request"
    ];
    readonly ERR_COORDINATION_REQUIRED: readonly [
        500,
        "a session of the app needs the coordination option"
    ];
    readonly ERR_LOGIN_REQUIRED: readonly [
        401,
        "a login is required"
    ];
    readonly ERR_LOGIN_OVERTAKEN: readonly [
        400,
        "a logout arrived while this login was under way"
    ];
    readonly ERR_REFRESH_BUSY: readonly [
        503,
        "the tokens are being refreshed by another request"
    ];
    readonly ERR_SESSION_MIDDLEWARE: readonly [
        500,
        "no clientSession has seen this request"
    ];
    readonly ERR_INSECURE_TRANSPORT: readonly [
        500,
        "the base URL is https but this request is not"
    ];
    readonly ERR_REQUEST_HOST: readonly [
        400,
        "the host of this request is none of the base URLs"
    ];
    readonly ERR_REQUEST_METHOD: readonly [
        405,
        "this URL does not accept this method"
    ];
    readonly ERR_REQUEST_PARAMETER: readonly [
        400,
        "a parameter of the request is not acceptable"
    ];
    readonly ERR_REQUEST_BODY: readonly [
        400,
        "the body of the request is not a form of at most 64 KiB"
    ];
    readonly ERR_CROSS_SITE: readonly [
        403,
        "the request comes from another site"
    ];
    readonly ERR_PROXY_PATH: readonly [
        404,
        "this path of the API is not one that may be called from here"
    ];
    readonly ERR_LOGIN_BACKGROUND: readonly [
        403,
        "a login starts with a navigation, not with a prefetch or in the background"
    ];
    readonly ERR_LOGIN_RESPONSE: readonly [
        400,
        "the response to the login is malformed"
    ];
    readonly ERR_LOGIN_STATE: readonly [
        400,
        "the login was not started in this browser or has been used"
    ];
    readonly ERR_LOGIN_EXPIRED: readonly [
        400,
        "the login took too long"
    ];
    readonly ERR_LOGIN_ISSUER: readonly [
        400,
        "the response to the login comes from another issuer"
    ];
    readonly ERR_LOGIN_DENIED: readonly [
        403,
        "access was denied at the provider"
    ];
    readonly ERR_LOGIN_REJECTED: readonly [
        403,
        "this application does not accept the login"
    ];
    readonly ERR_LOGIN_REFUSED: readonly [
        400,
        "the provider did not log the user in"
    ];
    readonly ERR_LOGIN_CODE: readonly [
        400,
        "the provider does not accept the authorization code"
    ];
    readonly ERR_LOGIN_NOT_RECENT: readonly [
        403,
        "the provider did not log the user in as recently or as strongly as is needed"
    ];
    readonly ERR_STEP_UP_REPEATED: readonly [
        403,
        "the API asks again for what the user has just logged in for"
    ];
    readonly ERR_ID_TOKEN_MISSING: readonly [
        400,
        "the provider sent no ID token"
    ];
    readonly ERR_ID_TOKEN_MALFORMED: readonly [
        400,
        "the ID token is not a well-formed JWT"
    ];
    readonly ERR_ID_TOKEN_ALGORITHM: readonly [
        400,
        "the ID token is signed with another algorithm than the configured one"
    ];
    readonly ERR_ID_TOKEN_SIGNATURE: readonly [
        400,
        "the signature of the ID token is wrong"
    ];
    readonly ERR_ID_TOKEN_KIND: readonly [
        400,
        "the token is not an ID token"
    ];
    readonly ERR_ID_TOKEN_ISSUER: readonly [
        400,
        "the ID token comes from another issuer"
    ];
    readonly ERR_ID_TOKEN_AUDIENCE: readonly [
        400,
        "the ID token is meant for another client"
    ];
    readonly ERR_ID_TOKEN_TIME: readonly [
        400,
        "the ID token has expired or is not fresh"
    ];
    readonly ERR_ID_TOKEN_NONCE: readonly [
        400,
        "the ID token belongs to another login"
    ];
    readonly ERR_ID_TOKEN_HASH: readonly [
        400,
        "the ID token belongs to another access token"
    ];
    readonly ERR_ID_TOKEN_SUBJECT: readonly [
        400,
        "the ID token names another user"
    ];
    readonly ERR_ID_TOKEN_CLAIMS: readonly [
        400,
        "a claim of the ID token is missing or malformed"
    ];
    readonly ERR_LOGOUT_TOKEN: readonly [
        400,
        "the logout token is not acceptable"
    ];
    readonly ERR_USER_INFO: readonly [
        400,
        "the UserInfo response does not belong to the ID token"
    ];
    readonly ERR_USER_CLAIM: readonly [
        403,
        "the user lacks a claim that this request needs"
    ];
    readonly ERR_ACCESS_TOKEN_TYPE: readonly [
        500,
        "the provider issued an access token of another type than was asked for"
    ];
    readonly ERR_PROFILE: readonly [
        500,
        "what profile.map or updateUser made is not an object of JSON values"
    ];
    readonly ERR_ISSUER_NAME: readonly [
        500,
        "one of several issuers needs a name for its own redirect URI"
    ];
    readonly ERR_CLIENT_REFUSED: readonly [
        500,
        "the provider refuses this client or what it asks for"
    ];
    readonly ERR_PROVIDER_UNAVAILABLE: readonly [
        503,
        "the provider cannot be reached now"
    ];
    readonly ERR_PROVIDER_RESPONSE: readonly [
        503,
        "the response of the provider cannot be understood"
    ];
    readonly ERR_API_UNAVAILABLE: readonly [
        502,
        "the API cannot be reached now"
    ];
};

export declare const eventNames: readonly [
    "token.accepted",
    "token.refused",
    "keys.refreshed",
    "keys.failed",
    "introspection.answered",
    "introspection.failed",
    "login.started",
    "login.succeeded",
    "login.failed",
    "logout.succeeded",
    "session.refused",
    "session.revoked",
    "session.ended",
    "session.failed",
    "tokens.refreshed",
    "tokens.refresh-failed"
];

export declare function fetchJson(fetch: ProviderFetch, url: string): Promise<Record<string, unknown>>;

export declare function firebaseIdTokens(options?: FirebaseIdTokensOptions): TokenProfile;

export declare function googleServiceIdentity(options: GoogleServiceIdentityOptions): TokenProfile;

export declare function headerType(header: JwsHeader): string;

export declare function importPublicJwk(jwk: unknown): VerificationKey | undefined;

export declare function isAlgorithm(name: unknown): name is string;

export declare function isAuthError(value: unknown): value is AuthError;

export declare function isDevelopment(): boolean;

export declare function isEncrypted(token: string): boolean;

export declare function isLoopback(hostname: string): boolean;

export declare function isNumericDate(value: unknown): value is number;

export declare function kindUnlessAccessToken(header: JwsHeader, claims: Claims): TokenKind | undefined;

export declare function kindUnlessIdToken(header: JwsHeader, claims: Claims): TokenKind | 'unknown kind' | undefined;

export declare function legacyJwt(options: LegacyJwtOptions): TokenProfile;

export declare function optionChecks(owner: string): OptionChecks;

export declare function parseDecryptionKeys(checks: OptionChecks, value: unknown, option: string): readonly DecryptionKey[];

export declare function parseJsonObject(bytes: Buffer): Record<string, unknown> | undefined;

export declare function parseJws(token: string, longest?: number): UnverifiedJws;

export declare function parsePrivateKey(owner: string, input: PrivateKeyInput): PrivateKey;

export declare const present: unique symbol;

export declare function problemOf(error: AuthError, { hints }?: ProblemOptions): Problem;

export declare function publish<Name extends EventName>(name: Name, details: () => AuthEvents[Name]): void;

export declare function publisherOf(metadata: PublishedMetadata): TokenProfile | undefined;

export declare function quote(value: unknown): string;

export declare function requiredClaim(caller: string, name: unknown, values: readonly unknown[]): (claims: Claims) => boolean;

export declare function scopeClaim(claims: Claims, name: string): readonly string[];

export declare function shareHiddenClasses(req: IncomingMessage, res: ServerResponse): void;

export declare function singleFlight<T>(work: () => Promise<T>): SingleFlight<T>;

export declare function stringArrayClaim(claims: Claims, name: string): readonly string[];

export declare function stringClaim(claims: Claims, name: string): string | undefined;

export declare function subscribe<Name extends EventName>(name: Name, listener: (event: AuthEvents[Name]) => void): () => void;

export declare function timeClaim(claims: Claims, name: string): number | undefined;

export declare function tokenDecryption(keys: readonly DecryptionKey[], longest?: number): TokenDecryption;

export declare const tokenProfiles: {
    readonly auth0: TokenProfile;
    readonly authentik: TokenProfile;
    readonly 'azure-b2c': TokenProfile;
    readonly clerk: TokenProfile;
    readonly 'clerk-m2m': TokenProfile;
    readonly 'clerk-session': TokenProfile;
    readonly cognito: TokenProfile;
    readonly entra: TokenProfile;
    readonly fusionauth: TokenProfile;
    readonly google: TokenProfile;
    readonly hydra: TokenProfile;
    readonly keycloak: TokenProfile;
    readonly kinde: TokenProfile;
    readonly lemonldap: TokenProfile;
    readonly okta: TokenProfile;
    readonly ping: TokenProfile;
    readonly rfc9068: TokenProfile;
    readonly supabase: TokenProfile;
    readonly workos: TokenProfile;
    readonly zitadel: TokenProfile;
};

export declare function urlBelow(base: string, path: string, place: string): URL;

export declare function verifySignature(jws: UnverifiedJws, keys: KeySource, notSearched?: ErrorCode): VerificationKey | Promise<VerificationKey>;

export declare function warnInDevelopment(event: EventName, error: AuthError, now?: number): void;

// declarations that these refer to

declare const inspect: unique symbol;

export interface Range {
    readonly least: number;
    readonly most?: number;
}

export interface SingleFlight<T> {
    run(): Promise<T>;
}

export type IssuerHosts = readonly string[];

type FailureCode = ErrorCode | 'ERR_UNKNOWN';
