import type { Claims, IssuerTemplate, TokenProfile } from '@tandem-auth/tokens'

/** The rules that a token of one issuer is verified against. */
export interface IssuerRules {
  /** The issuer as configured. */
  readonly issuer: string
  /** Set where the configured name stands for the names of many tenants. */
  readonly template: IssuerTemplate | undefined
  readonly audience: ReadonlySet<string>
  /** Whether a token without an audience is accepted; no JWT is, unless the profile says that its provider names none. */
  readonly withoutAudience: { readonly jwt: boolean; readonly opaque: boolean }
  /** This API's own identifiers: the accepted audiences as a list. */
  readonly identifiers: readonly string[]
  readonly profile: TokenProfile
  /** The profile's header types as they are compared. */
  readonly headerTypes: ReadonlySet<string>
  readonly clientIds: ReadonlySet<string> | undefined
  /** The client of a token. Where each client has its own key set, the client that the configured keys belong to. */
  readonly clientIdOf: (claims: Claims) => string | undefined
  readonly algorithms: ReadonlySet<string>
  /** The members of `cnf` that the guard checks; a token with any other is refused. */
  readonly confirmationMethods: ReadonlySet<string>
  /** Seconds. */
  readonly clockTolerance: number
}
