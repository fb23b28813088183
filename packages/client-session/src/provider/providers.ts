import type { IncomingMessage } from 'node:http'
import { AuthError, quote } from '@tandem-auth/tokens'
import type { Config } from '../config/config.js'
import { createProvider, type Provider } from './provider.js'

/** The configured providers; a request may select one of them and never add one. */
export interface Providers {
  of(issuer: string): Provider | undefined
  /** @throws AuthError `ERR_ISSUER_SELECTION` (500) when `selectIssuer` names none of them */
  select(req: IncomingMessage): Provider
  close(): void
}

export function createProviders(config: Config<unknown>): Providers {
  const { fetch, insecureHosts, clockTolerance, selectIssuer } = config
  const [first, ...others] = config.providers.map((provider) =>
    createProvider({ config: provider, fetch, insecureHosts, clockTolerance }),
  ) as [Provider, ...Provider[]]
  const byIssuer = new Map([first, ...others].map((provider) => [provider.config.issuer, provider]))
  return {
    of: (issuer) => byIssuer.get(issuer),
    select(req) {
      if (selectIssuer === undefined) return first
      const issuer = selectIssuer(req)
      const provider = byIssuer.get(issuer)
      if (provider !== undefined) return provider
      throw new AuthError('ERR_ISSUER_SELECTION', { hint: `"selectIssuer" answered ${quote(issuer)}.` })
    },
    close() {
      for (const provider of byIssuer.values()) provider.close()
    },
  }
}
