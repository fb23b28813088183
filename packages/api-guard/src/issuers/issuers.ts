import type { KeySource } from '@tandem-auth/tokens'
import type { ExchangeClient } from '../exchange/exchange-token.js'
import type { Introspection } from '../introspection/introspection.js'
import type { IssuerRules } from '../token/issuer-rules.js'

/** A configured issuer: the rules for its tokens, its keys, and whether opaque tokens are introspected. */
export interface IssuerConfig extends IssuerRules {
  readonly keys: KeySource
  readonly introspection: Introspection | undefined
  readonly exchange: ExchangeClient | undefined
}

export interface IntrospectingIssuer {
  readonly issuer: IssuerConfig
  readonly introspection: Introspection
}

/** The fixed set of issuers. An unverified `iss` selects one of them, byte for byte, and never becomes one. */
export interface Issuers {
  get(unverifiedIssuer: string): IssuerConfig | undefined
  /** Whether tokens of this configured issuer are accepted. */
  has(configuredIssuer: string): boolean
  readonly all: readonly IssuerConfig[]
  /** The one issuer that is asked about opaque tokens, since nothing in such a token names its issuer. */
  readonly introspecting: IntrospectingIssuer | undefined
}

export function createIssuers(configs: readonly IssuerConfig[]): Issuers {
  const byName = new Map(configs.map((config) => [config.issuer, config]))
  const templates = configs.filter(({ template }) => template !== undefined)
  const introspecting = configs.flatMap((issuer) => {
    const { introspection } = issuer
    return introspection === undefined ? [] : [{ issuer, introspection }]
  })
  return {
    get: (unverifiedIssuer) =>
      byName.get(unverifiedIssuer) ?? templates.find(({ template }) => template?.matches(unverifiedIssuer)),
    has: (configuredIssuer) => byName.has(configuredIssuer),
    all: configs,
    introspecting: introspecting.length === 1 ? introspecting[0] : undefined,
  }
}
