import type { KeySource, TokenProfile } from '@tandem-auth/tokens'

/** An issuer this guard accepts, with everything its tokens are judged by. */
export interface IssuerConfig {
  readonly issuer: string
  readonly audience: ReadonlySet<string> | false
  readonly profile: TokenProfile
  readonly clientIds: ReadonlySet<string> | undefined
  readonly algorithms: ReadonlySet<string>
  /** Seconds. */
  readonly clockTolerance: number
  readonly keys: KeySource
}

/** The fixed set of issuers. A token's own `iss` selects one of them, byte for byte, and never becomes one. */
export interface Issuers {
  get(unverifiedIssuer: string): IssuerConfig | undefined
  readonly all: readonly IssuerConfig[]
}

export function createIssuers(configs: readonly IssuerConfig[]): Issuers {
  const byName = new Map(configs.map((config) => [config.issuer, config]))
  return { get: (unverifiedIssuer) => byName.get(unverifiedIssuer), all: configs }
}
