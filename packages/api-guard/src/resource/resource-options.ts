/** What this API is, and what it publishes about itself (RFC 9728, 2). */
export interface ResourceOptions {
  /** The API's own identifier: its URL as clients know it. Also its `audience`, unless that is configured. */
  readonly url: string
  /** The minimal set of scopes that a client should ask for; by default the guard's `scopes`. */
  readonly scopes?: string | readonly string[] | undefined
  /** How a client asks for a scope, where that differs from how the token has it: Entra's `api://…/` in front. */
  readonly requestable?: ((scope: string) => string) | undefined
  /** A name that people can read. */
  readonly name?: string | undefined
  /** URL of the documentation. */
  readonly documentation?: string | undefined
  /** URL of the policy for the use of the data. */
  readonly policy?: string | undefined
  /** URL of the terms of service. */
  readonly terms?: string | undefined
}
