// The public surface of @tandem-auth/explain, written by "npm run docs". A change here is a change for its users.

// @tandem-auth/explain

export interface DoctorInput {
    readonly api?: string | undefined;
    readonly issuer?: string | undefined;
    readonly audience?: readonly string[];
    readonly clientId?: string | undefined;
    readonly clientSecret?: string | undefined;
    readonly idTokenAlgorithm?: string | undefined;
    readonly baseUrl?: string | undefined;
    readonly insecureHosts?: readonly string[];
}

export interface Explanation {
    readonly token: TokenDescription;
    readonly by?: 'guard' | 'client';
    readonly verdict?: Verdict;
}

export interface Finding {
    readonly level: 'ok' | 'note' | 'problem';
    readonly check: string;
    readonly text: string;
    readonly fix?: string;
}

export interface RuleVerdict {
    readonly rule: string;
    readonly outcome: 'failed' | 'passed' | 'not checked';
    readonly code?: ErrorCode;
    readonly message?: string;
    readonly hint?: string;
}

export type Target = {
    readonly kind: 'guard';
    readonly options: ApiGuardOptions;
} | {
    readonly kind: 'client';
    readonly options: IdTokenCheck;
};

export interface TokenDescription {
    readonly form: 'signed JWT' | 'encrypted JWT' | 'opaque' | 'malformed';
    readonly kind: string;
    readonly marks: readonly string[];
    readonly issuer?: string;
    readonly provider?: string;
    readonly audience?: readonly string[];
    readonly subject?: string;
    readonly client?: string;
    readonly scopes?: readonly string[];
    readonly binding: 'none' | 'DPoP (cnf.jkt)' | 'mutual TLS (cnf.x5t#S256)' | 'another confirmation method';
    readonly times: {
        readonly issuedAt?: number;
        readonly notBefore?: number;
        readonly expiresAt?: number;
    };
    readonly header?: JwsHeader;
    readonly claims?: Claims;
    readonly reason?: string;
}

export interface Verdict {
    readonly outcome: 'accepted' | 'refused' | 'undecided';
    readonly rules: readonly RuleVerdict[];
}

export declare function describeToken(token: string): TokenDescription;

export declare function explain(token: string, target: Target | undefined): Promise<Explanation>;

export declare function runDoctor(input: DoctorInput): Promise<readonly Finding[]>;

// declarations that these refer to

