// The public surface of @tandem-auth/api-guard, written by "npm run docs". A change here is a change for its users.

// @tandem-auth/api-guard

export type AccessTokenAuth = JwtAuth | OpaqueAuth;

export interface ApiGuard<Optional extends boolean = false> {
    (req: IncomingMessage, res: ServerResponse, next: Next): void;
    of(req: IncomingMessage): Optional extends false ? AccessTokenAuth : AccessTokenAuth | undefined;
    verify(token: string, options?: VerifyOptions): Promise<AccessTokenAuth>;
    metadata(): (req: IncomingMessage, res: ServerResponse, next: Next) => void;
    onBehalfOf(req: IncomingMessage): OnBehalfOf;
    close(): void;
}

export type ApiGuardOptions = GuardOptions & (WithAudience | WithAudienceOfEachIssuer | WithResource);

export { AuthError } from '@tandem-auth/tokens';

export interface AuthErrorHandlerOptions {
    readonly hints?: boolean;
}

export { AuthEvents } from '@tandem-auth/tokens';

export interface AuthenticationRequirement {
    readonly acr?: string | readonly string[] | undefined;
    readonly maxAge?: number | undefined;
}

export interface AuthorizationDetail {
    readonly type: string;
    readonly [name: string]: unknown;
}

export type ClientAuthenticationMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';

export interface Confirmation {
    readonly jkt?: string;
    readonly 'x5t#S256'?: string;
}

export interface DownstreamOptions {
    readonly url: string;
    readonly audience?: string | undefined;
    readonly resource?: string | undefined;
    readonly scopes?: string | readonly string[] | undefined;
}

export interface DpopNonceOptions {
    readonly secret: string | readonly string[];
    readonly lifetime?: number | undefined;
}

export interface DpopOptions {
    readonly baseUrl: string | readonly string[];
    readonly required?: boolean | undefined;
    readonly replay?: ReplayStore | undefined;
    readonly nonce?: DpopNonceOptions | undefined;
    readonly maxAge?: number | undefined;
    readonly algorithms?: readonly string[] | undefined;
}

export { ErrorCode } from '@tandem-auth/tokens';

export { EventName } from '@tandem-auth/tokens';

export interface ExchangeOptions {
    readonly clientId: string;
    readonly clientSecret?: string | undefined;
    readonly privateKey?: PrivateKeyInput | undefined;
    readonly clientAuthentication?: ClientAuthenticationMethod | undefined;
    readonly endpoint?: string | undefined;
}

export { FirebaseIdTokensOptions } from '@tandem-auth/tokens';

export { GoogleServiceIdentityOptions } from '@tandem-auth/tokens';

export type Guard = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

export interface IntrospectionOptions {
    readonly clientId?: string | undefined;
    readonly clientSecret?: string | undefined;
    readonly privateKey?: PrivateKeyInput | undefined;
    readonly clientAuthentication?: ClientAuthenticationMethod | undefined;
    readonly endpoint?: string | undefined;
    readonly cache?: {
        readonly maxAge?: number;
    } | false | undefined;
}

export interface JwtAuth extends AuthOfAnyFormat {
    readonly format: 'jwt';
    readonly header: JwsHeader;
}

export { LegacyJwtOptions } from '@tandem-auth/tokens';

export interface MutualTlsOptions {
    readonly certificate?: ((req: IncomingMessage) => Buffer | string | undefined) | undefined;
    readonly required?: boolean | undefined;
}

export interface OnBehalfOf {
    accessToken(api: string): Promise<string>;
    fetch(api: string, path: string, init?: RequestInit): Promise<Response>;
}

export interface OpaqueAuth extends AuthOfAnyFormat {
    readonly format: 'opaque';
    readonly header?: undefined;
}

export { Problem } from '@tandem-auth/tokens';

export { ProblemOptions } from '@tandem-auth/tokens';

export interface ReplayStore {
    remember(key: string, seconds: number): Promise<boolean>;
}

export { RequiredValue } from '@tandem-auth/tokens';

export interface ResourceOptions {
    readonly url: string;
    readonly scopes?: string | readonly string[] | undefined;
    readonly requestable?: ((scope: string) => string) | undefined;
    readonly name?: string | undefined;
    readonly documentation?: string | undefined;
    readonly policy?: string | undefined;
    readonly terms?: string | undefined;
}

export { TokenProfile } from '@tandem-auth/tokens';

export { TokenProfileName } from '@tandem-auth/tokens';

export interface TrustedIssuerOptions {
    readonly issuer: string;
    readonly audience?: string | readonly (string | false)[] | false | undefined;
    readonly tokenProfile?: TokenProfileName | TokenProfile | undefined;
    readonly clientIds?: readonly string[] | undefined;
    readonly algorithms?: readonly string[] | undefined;
    readonly jwksUri?: string | undefined;
    readonly jwks?: {
        readonly keys: readonly object[];
    } | undefined;
    readonly metadataUrl?: string | undefined;
    readonly metadata?: Readonly<Record<string, unknown>> | undefined;
    readonly introspection?: IntrospectionOptions | undefined;
    readonly exchange?: ExchangeOptions | undefined;
}

export interface VerifyOptions extends PresentedWith {
    readonly issuer?: string | undefined;
}

export declare function apiGuard<Optional extends boolean = false>(options: ApiGuardOptions & {
    readonly optional?: Optional | undefined;
}): ApiGuard<Optional>;

export declare function authErrorHandler(options?: AuthErrorHandlerOptions): ErrorHandler;

export declare function authOf(req: IncomingMessage): AccessTokenAuth;

export declare function authOf(req: IncomingMessage, options: {
    readonly optional: true;
}): AccessTokenAuth | undefined;

export declare function clientCertificateOf(req: IncomingMessage, header?: string): Buffer | undefined;

export { entraTenants } from '@tandem-auth/tokens';

export { firebaseIdTokens } from '@tandem-auth/tokens';

export { googleServiceIdentity } from '@tandem-auth/tokens';

export { isAuthError } from '@tandem-auth/tokens';

export { legacyJwt } from '@tandem-auth/tokens';

export { present } from '@tandem-auth/tokens';

export { problemOf } from '@tandem-auth/tokens';

export declare function requireAnyScope(...any: readonly string[]): Guard;

export declare function requireAuthentication(requirement: AuthenticationRequirement): Guard;

export declare function requireAuthorizationDetails(type: string, check: (detail: AuthorizationDetail) => boolean): Guard;

export declare function requireClaim(name: string, ...values: readonly RequiredValue[]): Guard;

export declare function requirePermissions(...all: readonly string[]): Guard;

export declare function requireScopes(...all: readonly string[]): Guard;

export { subscribe } from '@tandem-auth/tokens';

// @tandem-auth/api-guard/augment

declare global {
    namespace Express {
        interface Request {
            auth?: AccessTokenAuth;
        }
    }
}

// @tandem-auth/api-guard/mcp

export interface AuthInfo {
    token: string;
    clientId: string;
    scopes: string[];
    expiresAt?: number;
    resource?: URL;
    extra: {
        issuer: string;
        subject: string | undefined;
        claims: Claims;
    };
}

export interface JsonRpcMessage {
    readonly jsonrpc: '2.0';
    readonly method: string;
    readonly id?: unknown;
    readonly params?: unknown;
}

export type McpGuard<Optional extends boolean = false> = ApiGuard<Optional>;

export type McpGuardOptions = Omit<GuardOptions, 'resource' | 'resourceMetadata'> & McpOptions;

export interface McpOptions {
    readonly resource: string | ResourceOptions;
    readonly operations?: OperationScopes | undefined;
    readonly operationScopes?: ((message: JsonRpcMessage) => readonly string[]) | undefined;
    readonly includes?: ((granted: readonly string[]) => readonly string[]) | undefined;
}

export interface OperationScopes {
    readonly [method: string]: readonly string[] | {
        readonly [name: string]: readonly string[];
    };
}

export interface TokenVerifier {
    verifyAccessToken(token: string): Promise<AuthInfo>;
}

export declare function authInfoOf(req: IncomingMessage): AuthInfo;

export declare function mcpGuard<Optional extends boolean = false>(options: McpGuardOptions & {
    readonly optional?: Optional | undefined;
}): McpGuard<Optional>;

export declare function tokenVerifier(guard: Pick<McpGuard, 'verify'>): TokenVerifier;

// @tandem-auth/api-guard/redis

export interface RedisReplayOptions {
    readonly prefix?: string | undefined;
}

export interface ReplayRedisClient {
    set(key: string, value: string, ...options: never[]): Promise<unknown>;
}

export interface ReplayStore {
    remember(key: string, seconds: number): Promise<boolean>;
}

export declare function redisReplay(client: ReplayRedisClient, { prefix }?: RedisReplayOptions): ReplayStore;

// declarations that these refer to

export interface BindingOptions {
    readonly dpop?: DpopOptions | undefined;
    readonly mutualTls?: true | MutualTlsOptions | undefined;
}

export interface GuardOptions extends IssuersOptions, BindingOptions {
    selectIssuer?(req: IncomingMessage): string;
    readonly scopes?: string | readonly string[] | undefined;
    readonly credentials?: ((req: IncomingMessage) => string | undefined) | undefined;
    readonly optional?: boolean | undefined;
    readonly clockTolerance?: number | undefined;
    readonly cache?: {
        readonly maxEntries?: number;
        readonly maxAge?: number;
    } | false | undefined;
    readonly isRevoked?: ((auth: AccessTokenAuth) => boolean | Promise<boolean>) | undefined;
    readonly security?: 'fapi2' | undefined;
    readonly decryptionKeys?: PrivateKeyInput | readonly PrivateKeyInput[] | undefined;
    readonly downstream?: Readonly<Record<string, DownstreamOptions>> | undefined;
    readonly realm?: string | undefined;
    readonly resource?: ResourceOptions | undefined;
    readonly resourceMetadata?: string | undefined;
}

export interface IssuersOptions extends FetchOptions, Omit<TrustedIssuerOptions, 'issuer'> {
    readonly issuer: string | TrustedIssuerOptions | readonly (string | TrustedIssuerOptions)[] | undefined;
}

export interface PresentedWith {
    readonly dpop?: {
        readonly proof: string;
        readonly method: string;
        readonly url: string;
    } | undefined;
    readonly certificate?: Buffer | string | undefined;
}

export type ErrorHandler = (error: unknown, req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

export type Next = (error?: unknown) => void;

interface AuthOfAnyFormat {
    readonly token: string;
    readonly payload: Claims;
    readonly issuer: string;
    readonly subject: string | undefined;
    readonly clientId: string | undefined;
    readonly audience: readonly string[];
    readonly scopes: readonly string[];
    readonly expiresAt: number | undefined;
    readonly isMachine: boolean | undefined;
    readonly confirmation: Confirmation | undefined;
    readonly actor: Claims | undefined;
}

interface WithAudience {
    readonly audience: TrustedIssuerOptions['audience'];
}

interface WithAudienceOfEachIssuer {
    readonly issuer: IssuerWithAudience | readonly IssuerWithAudience[];
}

interface WithResource {
    readonly resource: ResourceOptions;
}

type IssuerWithAudience = TrustedIssuerOptions & WithAudience;
