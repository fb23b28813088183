import type { Claims, IssuerTemplate, KeySource, TokenProfile } from '@tandem-auth/tokens'
import type { Introspection } from '../introspection/introspection.js'

/** An issuer this guard accepts, with everything its tokens are judged by. */
export interface IssuerConfig {
  readonly issuer: string
  /** Where the configured name stands for the names of many tenants. */
  readonly template: IssuerTemplate | undefined
  readonly audience: ReadonlySet<string> | false
  /** The same as a list: this API's own names. */
  readonly identifiers: readonly string[]
  readonly profile: TokenProfile
  readonly clientIds: ReadonlySet<string> | undefined
  /** The client of a token: where each client has a key set of its own, the one whose keys these are. */
  readonly clientIdOf: (claims: Claims) => string | undefined
  readonly algorithms: ReadonlySet<string>
  /** Seconds. */
  readonly clockTolerance: number
  readonly keys: KeySource
  readonly introspection: Introspection | undefined
}

export interface Introspecting {
  readonly issuer: IssuerConfig
  readonly introspection: Introspection
}

/** The fixed set of issuers. A token's own `iss` selects one of them, byte for byte, and never becomes one. */
export interface Issuers {
  get(unverifiedIssuer: string): IssuerConfig | undefined
  has(issuer: object): boolean
  readonly all: readonly IssuerConfig[]
  /** The one that is asked about opaque tokens: nothing in such a token says whose it is. */
  readonly introspecting: Introspecting | undefined
}

export function createIssuers(configs: readonly IssuerConfig[]): Issuers {
  const byName = new Map(configs.map((config) => [config.issuer, config]))
  const templates = configs.filter(({ template }) => template !== undefined)
  const members = new Set<object>(configs)
  const introspecting = configs.flatMap((issuer) => {
    const { introspection } = issuer
    return introspection === undefined ? [] : [{ issuer, introspection }]
  })
  return {
    get: (unverifiedIssuer) =>
      byName.get(unverifiedIssuer) ?? templates.find(({ template }) => template?.matches(unverifiedIssuer)),
    has: (issuer) => members.has(issuer),
    all: configs,
    introspecting: introspecting.length === 1 ? introspecting[0] : undefined,
  }
}
