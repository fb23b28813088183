import type { IncomingMessage } from 'node:http'
import { AuthError, type ProviderFetch, quote } from '@tandem-auth/tokens'
import { createMutualTls } from './client-certificate.js'
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

export interface ProvidersDeps extends Omit<ProviderDeps, 'config' | 'tls'> {
  readonly providers: readonly [ProviderConfig, ...ProviderConfig[]]
  /** The limits of `fetch` over another one. */
  readonly providerFetch: (fetch: typeof globalThis.fetch) => ProviderFetch
  readonly selectIssuer: ((req: IncomingMessage) => string) | undefined
}

export function createProviders({ providers, selectIssuer, providerFetch, ...shared }: ProvidersDeps): Providers {
  const [firstConfig, ...otherConfigs] = providers
  const create = (config: ProviderConfig) => {
    const { clientCertificate } = config
    if (clientCertificate === undefined) return createProvider({ ...shared, config, tls: undefined })
    const tls = createMutualTls(clientCertificate)
    return createProvider({ ...shared, config, tls, fetch: providerFetch(tls.fetch) })
  }
  const first = create(firstConfig)
  const others = otherConfigs.map(create)
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
