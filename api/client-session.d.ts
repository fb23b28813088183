// The public surface of @tandem-auth/client-session, written by "npm run docs". A change here is a change for its users.

// @tandem-auth/client-session

export type ApiCall<Api extends string> = [
    api: Api,
    path: string,
    init?: RequestInit
] | ([
    Api
] extends [
    never
] ? never : HasSeveral<Api> extends true ? never : [
    path: string,
    init?: RequestInit
]);

export type ApiName<Api extends string> = HasSeveral<Api> extends true ? [
    api: Api
] : [
    api?: Api
];

export interface ApiOptions {
    readonly url: string;
    readonly audience?: string | undefined;
    readonly resource?: string | undefined;
    readonly scopes?: string | readonly string[] | undefined;
}

export { AuthError } from '@tandem-auth/tokens';

export { AuthEvents } from '@tandem-auth/tokens';

export type Authorization = ApiHeaders;

export interface AuthorizationDetail {
    readonly type: string;
    readonly [name: string]: unknown;
}

export interface Challenge {
    readonly scheme: string;
    readonly realm?: string;
    readonly error?: string;
    readonly errorDescription?: string;
    readonly scopes?: readonly string[];
    readonly maxAge?: number;
    readonly acrValues?: readonly string[];
}

export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth' | 'none';

export interface ClientCertificate {
    readonly cert: string;
    readonly key: string;
    readonly ca?: string | undefined;
}

export interface ClientCredentials {
    readonly clientId: string | undefined;
    readonly clientSecret?: ClientSecret | undefined;
    readonly clientAuthentication?: ClientAuthentication | undefined;
    readonly privateKey?: PrivateKeyInput | undefined;
    readonly decryptionKeys?: PrivateKeyInput | readonly PrivateKeyInput[] | undefined;
    readonly clientCertificate?: ClientCertificate | undefined;
    readonly metadataUrl?: string | undefined;
    readonly metadata?: Readonly<Record<string, unknown>> | undefined;
    readonly jwksUri?: string | undefined;
}

export type ClientSecret = string | (() => string | Promise<string>);

export interface ClientSession<Api extends string, User> extends Middleware {
    of(req: IncomingMessage): LoginContext<Api, User>;
    sessionsOf(subject: Subject): SubjectSessions;
    sameOrigin(): Middleware;
    proxy(api: Api, options: ProxyOptions): Middleware;
    upgrade(api: Api, options: UpgradeOptions): UpgradeListener;
    close(): void;
}

export type ClientSessionOptions<Api extends string = never, User = UserProfile> = SharedOptions<Api, User> & (SingleProviderOptions | SeveralProvidersOptions);

export interface Coordination {
    setIfAbsent(key: string, value: string, ttl: number): Promise<boolean>;
    take(key: string): Promise<string | undefined>;
    get(key: string): Promise<VersionedValue | undefined>;
    compareAndSet(key: string, version: number, value: string, ttl: number): Promise<boolean>;
    extend(key: string, ttl: number): Promise<void>;
    addMember(key: string, member: string, ttl: number): Promise<void>;
    removeMember(key: string, member: string): Promise<void>;
    members(key: string): Promise<readonly string[]>;
    time(): Promise<number>;
    lease(key: string, ttl: number): Promise<Lease | undefined>;
}

export interface EnvironmentOptions {
    readonly issuer: string | undefined;
    readonly clientId: string | undefined;
    readonly clientSecret: string | undefined;
    readonly baseUrl: string | undefined;
    readonly secret: string | undefined;
}

export { ErrorCode } from '@tandem-auth/tokens';

export { EventName } from '@tandem-auth/tokens';

export type Json<T> = unknown extends T ? T : T extends string | number | boolean | null | undefined ? T : T extends NotJson ? never : {
    readonly [Name in keyof T]: Json<T[Name]>;
};

export interface Lease {
    renew(ttl: number): Promise<boolean>;
    release(): Promise<void>;
}

export interface LimitOptions {
    readonly idle?: number | undefined;
    readonly absolute?: number | undefined;
    readonly perUser?: number | undefined;
    readonly endOnRefusedRefresh?: boolean | undefined;
}

export interface LoginClaims {
    readonly iss: string;
    readonly sub: string;
    readonly sid?: string;
    readonly auth_time?: number;
    readonly acr?: string;
}

export interface LoginContext<Api extends string, User> {
    isAuthenticated(): boolean;
    readonly user: User | undefined;
    readonly claims: LoginClaims | undefined;
    accessToken(...api: ApiName<Api>): Promise<string>;
    refresh(...api: ApiName<Api>): Promise<string>;
    fetch(...call: ApiCall<Api>): Promise<Response>;
    authorization(api: Api, method: string, url: string | URL): Promise<Authorization>;
    answerChallenge(response: Response, api?: Api): Promise<boolean>;
    exchangeToken(exchange: TokenExchange, ...api: ApiName<Api>): Promise<TokenSet>;
    readonly sessions: UserSessions;
    renewSessionId(): Promise<void>;
    login(request?: LoginRequest): Promise<void>;
    logout(request?: LogoutRequest): Promise<void>;
    updateUser(user: User): Promise<void>;
}

export type LoginDecision = void | {
    readonly returnTo?: string | undefined;
};

export interface LoginErrorHandlerOptions {
    readonly hints?: boolean | undefined;
    readonly render?: ((problem: Problem, req: IncomingMessage) => string) | undefined;
}

export type LoginParameters = Readonly<Record<string, readonly string[] | ((value: string) => boolean)>>;

export declare class LoginRejected extends AuthError {
    constructor(reason?: string);
}

export interface LoginRequest extends LoginStrength {
    readonly returnTo?: string | undefined;
    readonly issuer?: string | undefined;
    readonly silent?: boolean | undefined;
    readonly prompt?: 'login' | 'consent' | 'select_account' | 'create' | undefined;
    readonly loginHint?: string | undefined;
    readonly scope?: string | undefined;
    readonly authorizationParams?: Readonly<Record<string, string>> | undefined;
    readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined;
}

export interface LoginRequestOptions {
    readonly scope?: string | undefined;
    readonly authorizationParams?: Readonly<Record<string, string>> | undefined;
    readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined;
    readonly pushedAuthorizationRequest?: boolean | undefined;
    readonly signedRequestObject?: boolean | undefined;
    readonly dpop?: boolean | undefined;
    readonly security?: 'fapi2' | undefined;
    readonly idTokenAlgorithm?: string | undefined;
}

export interface LogoutOptions {
    readonly provider?: boolean | undefined;
    readonly keepIdToken?: boolean | 'auto' | undefined;
    readonly clearSiteData?: readonly ('cache' | 'storage' | 'executionContexts')[] | undefined;
    readonly parameters?: Readonly<Record<string, string>> | undefined;
}

export interface LogoutRequest {
    readonly returnTo?: string | undefined;
    readonly parameters?: Readonly<Record<string, string>> | undefined;
}

export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

export interface NewLogin<User> {
    readonly user: User;
    readonly claims: UserClaims;
    readonly returnTo: string;
    readonly req: IncomingMessage;
}

export type OnLogin<User> = LoginHook<User>['onLogin'];

export { PrivateKeyInput } from '@tandem-auth/tokens';

export { Problem } from '@tandem-auth/tokens';

export { ProblemOptions } from '@tandem-auth/tokens';

export interface ProfileOptions<User = UserProfile> {
    readonly claims?: readonly string[] | undefined;
    readonly map?: ((claims: UserClaims, context: {
        readonly req: IncomingMessage;
    }) => User | Promise<User>) | undefined;
    readonly userInfo?: boolean | undefined;
}

export interface ProviderOptions extends ClientCredentials, LoginRequestOptions {
    readonly issuer: string;
    readonly name?: string | undefined;
}

export interface ProxyOptions {
    readonly methods: readonly string[];
    readonly paths: readonly string[];
}

export interface RecentLoginOptions {
    readonly maxAge?: number | undefined;
    readonly acr?: string | readonly string[] | undefined;
}

export { RequiredValue } from '@tandem-auth/tokens';

export interface RouteOptions {
    readonly login?: string | false | undefined;
    readonly callback?: string | undefined;
    readonly logout?: string | false | undefined;
    readonly backchannelLogout?: string | false | undefined;
    readonly session?: string | false | undefined;
    readonly frontchannelLogout?: string | false | undefined;
}

export interface SessionCookieOptions {
    readonly maxAge?: number | undefined;
    readonly domain?: string | undefined;
    readonly path?: string | undefined;
    readonly httpOnly?: boolean | undefined;
    readonly secure?: boolean | 'auto' | undefined;
    readonly partitioned?: boolean | undefined;
    readonly priority?: 'low' | 'medium' | 'high' | undefined;
    readonly sameSite?: boolean | 'strict' | 'lax' | 'none' | undefined;
}

export interface SessionInfo {
    readonly id: string;
    readonly current: boolean;
    readonly createdAt: number;
    readonly lastSeen: number;
    readonly userAgent?: string;
    readonly ip?: string;
}

export interface SessionOptions {
    readonly name?: string | undefined;
    readonly store?: SessionStore | undefined;
    readonly cookie?: SessionCookieOptions | undefined;
    readonly genid?: ((req: any) => string) | undefined;
    readonly proxy?: boolean | undefined;
    readonly resave?: boolean | undefined;
    readonly rolling?: boolean | undefined;
    readonly saveUninitialized?: boolean | undefined;
    readonly unset?: 'destroy' | 'keep' | undefined;
}

export interface SessionRecord<User = Readonly<Record<string, unknown>>> {
    readonly v: 1;
    readonly loginId: string;
    readonly iss: string;
    readonly clientId: string;
    readonly sub: string;
    readonly sid?: string;
    readonly authTime: number;
    readonly acr?: string;
    readonly step?: AnsweredStep;
    readonly createdAt: number;
    readonly user: User;
}

export type SessionRow = {
    cookie: any;
    [name: string]: any;
};

export interface SessionStore {
    get(sessionId: string, callback: (error: unknown, row?: SessionRow | null) => void): void;
    set(sessionId: string, row: SessionRow, callback?: (error?: unknown) => void): void;
    destroy(sessionId: string, callback?: (error?: unknown) => void): void;
    touch?(sessionId: string, row: SessionRow, callback?: () => void): void;
}

export interface SeveralProvidersOptions extends Readonly<Partial<Record<keyof ClientCredentials, undefined>>> {
    readonly issuer: ProviderOptions | readonly ProviderOptions[];
}

export interface SharedOptions<Api extends string = never, User = UserProfile> extends LoginRequestOptions, FetchOptions {
    readonly selectIssuer?: ((req: IncomingMessage) => string) | undefined;
    readonly baseUrl: string | readonly string[] | undefined;
    readonly secret: string | readonly string[] | undefined;
    readonly session?: SessionOptions | undefined;
    readonly coordination?: Coordination | 'single-process' | undefined;
    readonly storeTimeout?: number | undefined;
    readonly limits?: LimitOptions | undefined;
    readonly profile?: ProfileOptions<User> | undefined;
    readonly onLogin?: OnLogin<User> | undefined;
    readonly allowedReturnOrigins?: readonly string[] | undefined;
    readonly loginParameters?: LoginParameters | undefined;
    readonly apis?: {
        readonly [name in Api]: ApiOptions;
    } | undefined;
    readonly routes?: RouteOptions | undefined;
    readonly responseMode?: 'query' | 'form_post' | 'query.jwt' | 'form_post.jwt' | undefined;
    readonly clockTolerance?: number | undefined;
    readonly loginRequired?: boolean | undefined;
    readonly logout?: LogoutOptions | undefined;
}

export interface SingleProviderOptions extends ClientCredentials {
    readonly issuer: string | undefined;
}

export interface Subject {
    readonly iss: string;
    readonly sub: string;
}

export interface SubjectSessions {
    list(): Promise<readonly SessionInfo[]>;
    revoke(id: string): Promise<boolean>;
    revokeAll(): Promise<number>;
}

export interface TokenExchange {
    readonly audience?: string | undefined;
    readonly resource?: string | undefined;
    readonly scope?: string | undefined;
}

export interface TokenSet {
    readonly accessToken: string;
    readonly refreshToken?: string;
    readonly idToken?: string;
    readonly expiresAt?: number;
    readonly scope?: string;
}

export type UpgradeListener = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface UpgradeOptions {
    readonly at: string;
    readonly paths: readonly string[];
}

export type UserClaims = Readonly<Record<string, unknown>> & {
    readonly iss: string;
    readonly sub: string;
};

export interface UserProfile {
    readonly iss: string;
    readonly sub: string;
    readonly name?: string;
    readonly given_name?: string;
    readonly family_name?: string;
    readonly middle_name?: string;
    readonly nickname?: string;
    readonly preferred_username?: string;
    readonly profile?: string;
    readonly picture?: string;
    readonly website?: string;
    readonly email?: string;
    readonly email_verified?: boolean;
    readonly gender?: string;
    readonly birthdate?: string;
    readonly zoneinfo?: string;
    readonly locale?: string;
    readonly phone_number?: string;
    readonly phone_number_verified?: boolean;
    readonly address?: Readonly<Record<string, string>>;
    readonly updated_at?: number;
    readonly [claim: string]: unknown;
}

export interface UserSessions {
    readonly current: string;
    list(): Promise<readonly SessionInfo[]>;
    revoke(id: string): Promise<boolean>;
    revokeOthers(): Promise<number>;
}

export interface VersionedValue {
    readonly value: string;
    readonly version: number;
}

export declare function attemptSilentLogin(): Middleware;

export declare function challengeOf(response: Response): Challenge | undefined;

export declare function clientSession<Api extends string = never, User = UserProfile>(options: ClientSessionOptions<Api, User> & SurvivesJson<NoInfer<User>>): ClientSession<Api, User>;

export { errorCodes } from '@tandem-auth/tokens';

export declare function fromEnvironment(env?: Readonly<Record<string, string | undefined>>): EnvironmentOptions;

export { isAuthError } from '@tandem-auth/tokens';

export declare function loginErrorHandler(options?: LoginErrorHandlerOptions): ErrorMiddleware;

export declare function loginOf(req: IncomingMessage): LoginContext<string, unknown>;

export { present } from '@tandem-auth/tokens';

export { problemOf } from '@tandem-auth/tokens';

export declare function requireLogin(): Middleware;

export declare function requireRecentLogin({ maxAge, acr }?: RecentLoginOptions): Middleware;

export declare function requireUserClaim(name: string, ...values: readonly RequiredValue[]): Middleware;

export declare function sessionStoreCoordination(store: SessionStore): Coordination;

export { subscribe } from '@tandem-auth/tokens';

// @tandem-auth/client-session/augment

declare global {
    namespace Express {
        interface Request {
            readonly oidc: LoginContext<string, unknown>;
        }
        interface Response {
            readonly oidc: LoginContext<string, unknown>;
        }
    }
}

// @tandem-auth/client-session/redis

export interface Coordination {
    setIfAbsent(key: string, value: string, ttl: number): Promise<boolean>;
    take(key: string): Promise<string | undefined>;
    get(key: string): Promise<VersionedValue | undefined>;
    compareAndSet(key: string, version: number, value: string, ttl: number): Promise<boolean>;
    extend(key: string, ttl: number): Promise<void>;
    addMember(key: string, member: string, ttl: number): Promise<void>;
    removeMember(key: string, member: string): Promise<void>;
    members(key: string): Promise<readonly string[]>;
    time(): Promise<number>;
    lease(key: string, ttl: number): Promise<Lease | undefined>;
}

export interface IoredisClient {
    get(key: string): Promise<unknown>;
    eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
    defineCommand(name: string, definition: {
        lua: string;
    }): void;
}

export interface Lease {
    renew(ttl: number): Promise<boolean>;
    release(): Promise<void>;
}

export interface NodeRedisClient {
    get(key: string): Promise<unknown>;
    eval(script: string, options: {
        keys: string[];
        arguments: string[];
    }): Promise<unknown>;
}

export type RedisClient = NodeRedisClient | IoredisClient;

export interface RedisCoordinationOptions {
    readonly prefix?: string;
}

export interface VersionedValue {
    readonly value: string;
    readonly version: number;
}

export declare function redisCoordination(client: RedisClient, { prefix }?: RedisCoordinationOptions): Coordination;

// @tandem-auth/client-session/postgres

export interface Coordination {
    setIfAbsent(key: string, value: string, ttl: number): Promise<boolean>;
    take(key: string): Promise<string | undefined>;
    get(key: string): Promise<VersionedValue | undefined>;
    compareAndSet(key: string, version: number, value: string, ttl: number): Promise<boolean>;
    extend(key: string, ttl: number): Promise<void>;
    addMember(key: string, member: string, ttl: number): Promise<void>;
    removeMember(key: string, member: string): Promise<void>;
    members(key: string): Promise<readonly string[]>;
    time(): Promise<number>;
    lease(key: string, ttl: number): Promise<Lease | undefined>;
}

export interface Lease {
    renew(ttl: number): Promise<boolean>;
    release(): Promise<void>;
}

export interface PostgresCoordination extends Coordination {
    createTable(): Promise<void>;
}

export interface PostgresCoordinationOptions {
    readonly prefix?: string;
}

export interface PostgresPool {
    query(text: string, values?: unknown[]): Promise<{
        rows: unknown[];
    }>;
}

export interface VersionedValue {
    readonly value: string;
    readonly version: number;
}

export declare function postgresCoordination(pool: PostgresPool, { prefix }?: PostgresCoordinationOptions): PostgresCoordination;

// @tandem-auth/client-session/session-data

declare module 'express-session' {
    interface SessionData {
        readonly tandem?: SessionRecord<unknown>;
    }
}

// @tandem-auth/client-session/browser

export interface BrowserClient {
    session<User = Readonly<Record<string, unknown>>>(options?: {
        readonly touch?: boolean;
    }): Promise<BrowserSession<User> | undefined>;
    login(returnTo?: string): void;
    logout(returnTo?: string): void;
    fetch(input: string | URL, init?: RequestInit): Promise<Response>;
}

export interface BrowserOptions {
    readonly session?: string;
    readonly login?: string;
    readonly logout?: string;
}

export interface BrowserSession<User = Readonly<Record<string, unknown>>> {
    readonly user: User;
    readonly expiresAt: number;
    readonly logout?: string;
}

export declare function browserClient(options?: BrowserOptions): BrowserClient;

declare const fetchOrLogIn: (input: string | URL, init?: RequestInit) => Promise<Response>;

export declare const login: (returnTo?: string) => void;

export declare const logout: (returnTo?: string) => void;

export declare const session: <User = Readonly<Record<string, unknown>>>(options?: {
    readonly touch?: boolean;
}) => Promise<BrowserSession<User> | undefined>;

// @tandem-auth/client-session/id-token

export interface IdTokenCheck extends FetchOptions {
    readonly issuer: string;
    readonly clientId: string;
    readonly idTokenAlgorithm?: string | undefined;
    readonly clockTolerance?: number | undefined;
    readonly jwks?: {
        readonly keys: readonly object[];
    } | undefined;
}

export declare function inspectIdToken(token: string, options: IdTokenCheck): Promise<Claims>;

// declarations that these refer to

export interface AnsweredStep {
    readonly api: string;
    readonly digest: string;
    readonly scope?: string | undefined;
}

export interface LoginStrength {
    readonly maxAge?: number | undefined;
    readonly acr?: readonly string[] | undefined;
}

export type SurvivesJson<User> = unknown extends User ? unknown : [
    User
] extends [
    object & Json<User>
] ? unknown : {
    readonly profile: {
        readonly map: 'must return an object of JSON values: no Date, Map, function or promise';
    };
};

interface LoginHook<User> {
    onLogin(login: NewLogin<User>): LoginDecision | Promise<LoginDecision>;
}

type ErrorMiddleware = (error: unknown, req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

type HasSeveral<Api, Each = Api> = [
    Api
] extends [
    never
] ? false : Each extends unknown ? [
    Api
] extends [
    Each
] ? false : true : never;

type NotJson = bigint | symbol | Date | RegExp | Promise<unknown> | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | ((...parameters: never) => unknown);
