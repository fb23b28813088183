import { AuthError, quote } from '@tandem-auth/tokens'
import type { Config } from '../config/config.js'
import type { Provider } from '../provider/provider.js'

/**
 * The path of this provider's redirect URI. With several providers each one needs its own, or must name itself in every
 * response: otherwise a malicious one could receive the code that an honest one issued ("mix-up").
 * @throws AuthError `ERR_ISSUER_NAME` (500)
 * @see RFC 9700, 4.4; RFC 9207
 */
export async function callbackPath({ providers, routes }: Config<unknown>, provider: Provider): Promise<string> {
  const { issuer, name } = provider.config
  if (providers.length === 1) return routes.callback
  if (name !== undefined) return namedCallbackPath(routes, name)
  if (promisesIss(await provider.metadata())) return routes.callback
  throw new AuthError('ERR_ISSUER_NAME', {
    hint: `${quote(issuer)} does not promise "iss" in its responses. Give its entry in "issuer" a "name", and register the redirect URI ${routes.callback}/<name> at the provider.`,
  })
}

export function namedCallbackPath({ callback }: Config<unknown>['routes'], name: string): string {
  return `${callback.replace(/\/$/, '')}/${name}`
}

/** Whether every authorization response of this provider has `iss` (RFC 9207, 3). */
export function promisesIss(metadata: Readonly<Record<string, unknown>>): boolean {
  return metadata.authorization_response_iss_parameter_supported === true
}
