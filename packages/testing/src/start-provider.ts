import { createClientRegistry } from './clients.js'
import { dispatch, readRequest } from './dispatch.js'
import { createFaults, type Faults } from './faults.js'
import { createGrants } from './grants.js'
import { createKeyRing } from './key-ring.js'
import { type Listener, startListener } from './listener.js'
import { createMetadata, locate } from './metadata.js'
import { createMint } from './mint.js'
import type { IssuerOptions } from './options.js'
import type { Provider } from './provider.js'
import type { ProviderRequest } from './provider-request.js'
import { createRoutes } from './routes.js'
import { createScript } from './script.js'
import { createSessions } from './sessions.js'
import { generateSigningKey } from './signing-key.js'

export interface RunningProvider {
  readonly provider: Provider
  readonly listener: Listener
  readonly faults: Faults
  readonly requests: ProviderRequest[]
}

export async function startProvider(options: IssuerOptions): Promise<RunningProvider> {
  const keys = createKeyRing(options.signingKey ?? (await generateSigningKey(options.algorithm)))
  const algorithms = (options.clients ?? []).flatMap((client) => [client.idTokenAlgorithm, client.userInfoAlgorithm])
  for (const algorithm of algorithms) if (algorithm !== undefined) await keys.forAlgorithm(algorithm)
  const faults = createFaults()
  const requests: ProviderRequest[] = []

  const listener = await startListener(options.port ?? 0, (req, body) => {
    const request = readRequest(routes, req, body)
    requests.push(request)
    options.log?.(request)
    return faults.response(request, () => dispatch(provider, routes, request))
  })
  const location = locate(listener.port, options.path)
  const routes = createRoutes(location.basePath)
  const provider: Provider = {
    ...location,
    options,
    metadata: createMetadata(location, options),
    keys,
    mint: createMint(location.issuer, keys),
    clients: createClientRegistry(options.clients),
    sessions: createSessions(options.user ?? {}),
    grants: createGrants(),
    script: createScript(),
    violations: [],
    seen: new Set(),
  }
  if (!options.interactive) provider.sessions.logIn()
  return { provider, listener, faults, requests }
}
