import type { IncomingMessage } from 'node:http'
import { AuthError, quote } from '@tandem-auth/tokens'
import { createProvider, type Provider, type ProviderDeps } from './provider.js'
import type { ProviderConfig } from './provider-config.js'

/** The configured providers. A request may select one, but never add one. */
export interface Providers {
  of(issuer: string): Provider | undefined
  /** @throws AuthError `ERR_ISSUER_SELECTION` (500) when `selectIssuer` names none of them */
  select(req: IncomingMessage): Provider
  /**
   * Whether logins of this issuer count for this request: always, unless `selectIssuer` names another one. Otherwise a
   * user of one tenant would be a user of the next.
   */
  serves(req: IncomingMessage, issuer: string): boolean
  close(): void
}

export interface ProvidersDeps extends Omit<ProviderDeps, 'config'> {
  readonly providers: readonly [ProviderConfig, ...ProviderConfig[]]
  readonly selectIssuer: ((req: IncomingMessage) => string) | undefined
}

export function createProviders({ providers, selectIssuer, ...shared }: ProvidersDeps): Providers {
  const [config, ...otherConfigs] = providers
  const first = createProvider({ ...shared, config })
  const others = otherConfigs.map((other) => createProvider({ ...shared, config: other }))
  const byIssuer = new Map([first, ...others].map((provider) => [provider.config.issuer, provider]))
  return {
    of: (issuer) => byIssuer.get(issuer),
    select(req) {
      if (selectIssuer === undefined) return first
      const issuer = selectIssuer(req)
      const provider = byIssuer.get(issuer)
      if (provider !== undefined) return provider
      throw new AuthError('ERR_ISSUER_SELECTION', { hint: `"selectIssuer" returned ${quote(issuer)}.` })
    },
    serves: (req, issuer) => selectIssuer === undefined || selectIssuer(req) === issuer,
    close() {
      for (const provider of byIssuer.values()) provider.close()
    },
  }
}
