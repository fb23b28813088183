// The public surface of @tandem-auth/testing, written by "npm run docs". A change here is a change for its users.

// @tandem-auth/testing

export interface AccessTokenOptions {
    format?: 'jwt' | 'opaque';
    typ?: string;
    lifetime?: number;
    audience?: string | false;
    scopeClaim?: 'scope' | 'scp';
    qualifiedScopes?: boolean;
    claims?: (claims: Claims) => Claims;
    encryption?: {
        key: JWK | KeyObject;
        alg?: string;
        enc?: string;
    };
}

export type AnyKey = SigningKey | KeyObject | webcrypto.CryptoKey | JWK | string | Uint8Array;

export interface BackchannelLogoutOptions {
    sub?: string;
    sid?: string;
    clientId?: string;
    claims?: Claims;
    header?: Claims;
    key?: AnyKey;
}

export interface Certificate {
    readonly cert: string;
    readonly key: string;
    readonly thumbprint: string;
}

export interface CertificateOptions {
    commonName: string;
    dnsNames?: string[];
    ipAddresses?: string[];
    uris?: string[];
    issuer?: Certificate;
    ca?: boolean;
    notBefore?: Date;
    notAfter?: Date;
}

export type Change<T, R = T> = ((value: T) => R | Promise<R>) | ((value: T) => void);

export type Claims = Record<string, unknown>;

export interface ClientCertificate {
    readonly certificate: X509Certificate;
    readonly trusted: boolean;
}

export type Consent = (request: ConsentRequest) => Consented | Promise<Consented>;

export interface ConsentRequest {
    readonly clientId: string;
    readonly scopes: readonly string[];
    readonly resources: readonly string[];
    readonly authorizationDetails?: readonly unknown[];
    readonly user: Claims;
}

export interface Controls {
    down(): Promise<void>;
    up(): Promise<void>;
    respondWith(target: EndpointName | `/${string}`, fault: Fault): void;
    restore(target?: EndpointName | `/${string}`): void;
    readonly requests: readonly ProviderRequest[];
    count(target: EndpointName | 'unknown' | `/${string}`): number;
    resetRequests(): void;
    rotateDpopNonce(): void;
}

export interface DpopOptions {
    algorithms?: string[];
    nonce?: NonceDemand;
}

export interface EncryptionOptions {
    alg?: string;
    enc?: string;
    kid?: string;
    cty?: string;
}

export type EndpointName = 'discovery' | 'jwks' | 'authorization' | 'token' | 'userinfo' | 'introspection' | 'revocation' | 'par' | 'registration' | 'end_session';

export type Fault = ProviderResponse | FaultHandler;

export type FaultHandler = (request: ProviderRequest, proceed: () => Promise<ProviderResponse>) => ProviderResponse | Promise<ProviderResponse>;

export interface GlobalTokenRevocationOptions {
    sub?: string;
    subId?: Claims;
    clientId?: string;
    claims?: Claims;
    header?: Claims;
    key?: AnyKey;
}

export type IdTokenChange = ((claims: Claims, header: Claims) => TokenParts | string | Promise<TokenParts | string>) | ((claims: Claims, header: Claims) => void);

export interface IssueRequest {
    clientId?: string;
    audience?: string | string[];
    scope?: string;
}

export interface Keys {
    readonly jwks: {
        keys: JWK[];
    };
    rotateKeys(options?: RotateOptions): Promise<void>;
    addKey(jwk: unknown): void;
    setJwks(keys: unknown): void;
}

export interface Mint {
    accessToken: MintToken;
    idToken: MintToken;
    refreshToken: MintToken;
    logoutToken: MintToken;
    userInfoToken: MintToken;
    dpopProof: MintToken;
    jarmResponse: MintToken;
    globalTokenRevocationToken: MintToken;
    introspectionToken: MintToken;
    sign(payload: Claims | string, header?: Claims | string, key?: AnyKey): Promise<string>;
}

export type MintToken = (claims?: Claims, header?: Claims, key?: AnyKey) => Promise<string>;

export type NonceDemand = boolean | ((request: ProviderRequest) => boolean);

export interface ProviderRequest {
    readonly method: string;
    readonly url: string;
    readonly path: string;
    readonly endpoint: EndpointName | 'unknown';
    readonly headers: IncomingHttpHeaders;
    readonly query: URLSearchParams;
    readonly body: string;
    readonly form: URLSearchParams;
    readonly clientCertificate?: ClientCertificate;
}

export interface ProviderResponse {
    readonly status?: number;
    readonly headers?: Record<string, string | string[]>;
    readonly body?: unknown;
    readonly delayMs?: number;
    readonly disconnect?: boolean;
}

export interface ProviderSession {
    readonly sid: string;
    readonly sub: string;
    readonly user: Claims;
    authTime: number;
    acr?: string;
    readonly clientIds: Set<string>;
    ended: boolean;
}

export interface RotateOptions {
    keep?: boolean;
    kid?: string;
    algorithm?: string;
}

export interface Scripting {
    addClient(client: TestClient): void;
    setUser(claims: Claims | undefined): void;
    nextIdToken(change: IdTokenChange): void;
    nextJarmResponse(change: IdTokenChange): void;
    nextTokenResponse(change: Change<Claims>): void;
    nextAuthorizationResponse(change: Change<URLSearchParams>): void;
    nextAuthorizationError(error: string, description?: string): void;
    nextUserInfo(change: Change<Claims, Claims | string>): void;
    readonly sessions: readonly ProviderSession[];
    readonly revokedTokens: readonly string[];
    backchannelLogout(options?: BackchannelLogoutOptions): Promise<Response>;
    globalTokenRevocation(options?: GlobalTokenRevocationOptions): Promise<Response>;
}

export interface SigningKey {
    readonly kid: string;
    readonly algorithm: string;
    readonly privateKey: KeyObject;
    readonly publicJwk: JWK;
    readonly jkt: string;
}

export interface TestClient {
    clientId: string;
    clientSecret?: string;
    clientSecretJwt?: {
        iss: string;
        jwks: unknown;
    };
    jwks?: unknown;
    redirectUris?: string[];
    postLogoutRedirectUris?: string[];
    backchannelLogoutUri?: string;
    globalTokenRevocationEndpoint?: string;
    tokenEndpointAuthMethod?: string;
    idTokenSignedResponseAlg?: string;
    userinfoSignedResponseAlg?: string;
    tlsClientAuthSubjectDn?: string;
    tlsClientAuthSanDns?: string;
    tlsClientAuthSanUri?: string;
    tlsClientCertificateBoundAccessTokens?: boolean;
    idTokenEncryptedResponseAlg?: string;
    idTokenEncryptedResponseEnc?: string;
    userinfoEncryptedResponseAlg?: string;
    userinfoEncryptedResponseEnc?: string;
    authorizationSignedResponseAlg?: string;
    authorizationEncryptedResponseAlg?: string;
    authorizationEncryptedResponseEnc?: string;
    dpopBoundAccessTokens?: boolean;
}

export interface TestIssuer extends Mint, Keys, Controls, Scripting {
    readonly issuer: string;
    readonly certificateAuthority: Certificate;
    readonly mutualTlsUrl: string | undefined;
    readonly url: string;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly violations: readonly string[];
    opaqueToken(claims?: Claims): string;
    issueAccessToken(request?: IssueRequest): Promise<string>;
    close(): Promise<void>;
}

export interface TestIssuerOptions {
    port?: number;
    path?: string;
    frontendUrl?: string;
    issuerTemplate?: string;
    https?: boolean;
    mutualTls?: boolean;
    algorithm?: string;
    signingKey?: SigningKey;
    clients?: TestClient[];
    user?: Claims;
    interactive?: boolean;
    accessToken?: AccessTokenOptions;
    rotateRefreshTokens?: boolean | 'strict';
    issuesRefreshToken?: boolean | 'offline_access' | 'access_type=offline';
    omitExpiresIn?: boolean;
    omitNonce?: boolean;
    userParameter?: boolean;
    tokenEndpointAuthMethods?: string[];
    clientAssertions?: 'rfc7523' | 'rfc10070';
    requirePushedAuthorizationRequests?: boolean;
    security?: 'fapi2';
    acrValuesSupported?: string[];
    unsupportedAcr?: 'ignore' | 'refuse';
    consent?: Consent;
    tokenExchange?: TokenExchangePolicy;
    dynamicClientRegistration?: boolean;
    clientIdMetadataDocuments?: boolean;
    ignoreResource?: boolean;
    ignoreMaxAge?: boolean;
    authorizationDetailsTypes?: string[];
    dpop?: DpopOptions | false;
    authorizationResponseIss?: boolean;
    metadata?: Claims;
    log?: (request: ProviderRequest) => void;
}

export type TokenExchangePolicy = (request: TokenExchangeRequest) => ExchangeDecision | Promise<ExchangeDecision>;

export interface TokenExchangeRequest {
    readonly clientId: string;
    readonly subject: Claims;
    readonly actor?: Claims;
    readonly resources: readonly string[];
    readonly scopes: readonly string[];
}

export interface TokenParts {
    claims: Claims;
    header: Claims;
}

export declare function accessTokenHash(token: string): string;

export declare function createCertificate(options: CertificateOptions): Certificate;

export declare function encryptJwe(text: string, key: JWK | KeyObject, { alg, enc, kid, cty, }?: EncryptionOptions): Promise<string>;

export declare function generateSigningKey(algorithm?: string, kid?: string): Promise<SigningKey>;

export declare function importSigningKey(jwk: JWK): SigningKey;

export declare const providerPresets: {
    entra: {
        path: string;
        issuerTemplate: string;
        authorizationResponseIss: false;
        issuesRefreshToken: "offline_access";
        ignoreResource: true;
        dpop: false;
        dynamicClientRegistration: false;
        clientIdMetadataDocuments: false;
        accessToken: {
            typ: string;
            audience: string;
            scopeClaim: "scp";
            qualifiedScopes: true;
            claims: typeof toEntraClaims;
        };
    };
    cognito: {
        authorizationResponseIss: false;
        dpop: false;
        dynamicClientRegistration: false;
        clientIdMetadataDocuments: false;
        accessToken: {
            typ: string;
            audience: false;
            claims: ({ acr, ...claims }: Claims) => {
                token_use: string;
                username?: unknown;
            };
        };
    };
    google: {
        authorizationResponseIss: false;
        dpop: false;
        dynamicClientRegistration: false;
        clientIdMetadataDocuments: false;
        issuesRefreshToken: "access_type=offline";
        rotateRefreshTokens: false;
        accessToken: {
            format: "opaque";
        };
    };
    keycloak: {
        path: string;
        frontendUrl: string;
        accessToken: {
            typ: string;
            claims: ({ client_id, ...claims }: Claims) => {
                typ: string;
                azp: unknown;
            };
        };
    };
    apple: {
        authorizationResponseIss: false;
        userParameter: true;
        tokenEndpointAuthMethods: string[];
        dpop: false;
        dynamicClientRegistration: false;
        clientIdMetadataDocuments: false;
        accessToken: {
            format: "opaque";
        };
    };
    linkedIn: {
        authorizationResponseIss: false;
        omitNonce: true;
        issuesRefreshToken: false;
        tokenEndpointAuthMethods: string[];
        dpop: false;
        dynamicClientRegistration: false;
        clientIdMetadataDocuments: false;
        accessToken: {
            format: "opaque";
        };
    };
};

export declare function signJws(header: Claims | string, payload: Claims | string, key: AnyKey): string;

export declare function startIssuer(options?: TestIssuerOptions): Promise<TestIssuer>;

// declarations that these refer to

declare function toEntraClaims({ client_id: clientId, scp, acr, auth_time, ...claims }: Claims): Claims;

type Consented = boolean | readonly string[];

type ExchangeDecision = boolean | {
    error: string;
    error_description?: string;
};
