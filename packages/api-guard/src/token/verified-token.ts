import type { AccessTokenAuth } from './access-token-auth.js'
import type { IssuerRules } from './issuer-rules.js'

/** A token that passed every check. Only this package sees more of it than `auth`. */
export interface VerifiedToken {
  readonly auth: AccessTokenAuth
  readonly permissions: readonly string[]
  /** The configured issuer whose rules the token was verified against. */
  readonly issuer: IssuerRules
}
