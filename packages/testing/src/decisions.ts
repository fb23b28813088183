import type { Claims } from './claims.js'

/** What a user is asked to grant. */
export interface ConsentRequest {
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  readonly authorizationDetails?: readonly unknown[]
  /** The user's claims. */
  readonly user: Claims
}

/** Decides in the user's place: `true` grants everything, `false` nothing, a list only these scopes. */
export type Consent = (request: ConsentRequest) => Consented | Promise<Consented>
type Consented = boolean | readonly string[]

/** An exchange that a client asks for. */
export interface TokenExchangeRequest {
  readonly clientId: string
  /** The claims of the token that is exchanged. */
  readonly subject: Claims
  /** The claims of `actor_token`. */
  readonly actor?: Claims
  /** The requested audience. */
  readonly resources: readonly string[]
  readonly scopes: readonly string[]
}

/** Decides on an exchange: `false` is `invalid_target`, and an error is sent as it is. */
export type TokenExchangePolicy = (request: TokenExchangeRequest) => ExchangeDecision | Promise<ExchangeDecision>
type ExchangeDecision = boolean | { error: string; error_description?: string }
