import { dispatch, readRequest } from './dispatch.js'
import { createFaults, type Faults } from './http/faults.js'
import { type Listener, startListener } from './http/listener.js'
import type { ProviderRequest } from './http/provider-request.js'
import { createKeyRing } from './keys/key-ring.js'
import { defaultSigningKey } from './keys/signing-key.js'
import { locate } from './location.js'
import { createMetadata } from './metadata.js'
import type { TestIssuerOptions } from './options.js'
import { createDpopNonces } from './proof/dpop-nonces.js'
import type { Provider } from './provider.js'
import { createRoutes } from './routes.js'
import { createClientRegistry } from './state/clients.js'
import { createGrants } from './state/grants.js'
import { createScript } from './state/script.js'
import { createSessions } from './state/sessions.js'
import { createMint } from './tokens/mint.js'

export interface RunningProvider {
  readonly provider: Provider
  readonly listener: Listener
  readonly faults: Faults
  readonly requests: ProviderRequest[]
}

export async function startProvider(options: TestIssuerOptions): Promise<RunningProvider> {
  const keys = createKeyRing(options.signingKey ?? (await defaultSigningKey(options.algorithm)))
  const algorithms = (options.clients ?? []).flatMap((client) => [
    client.idTokenSignedResponseAlg,
    client.userinfoSignedResponseAlg,
  ])
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
    dpopNonces: createDpopNonces(options.dpop === false ? false : options.dpop?.nonce),
    violations: [],
    seen: new Set(),
  }
  if (!options.interactive) provider.sessions.logIn()
  return { provider, listener, faults, requests }
}
