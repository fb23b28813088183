import type { Claims } from './claims.js'
import { dispatch } from './dispatch.js'
import { createFaults, type Faults } from './http/faults.js'
import type { Listener } from './http/listener.js'
import type { ProviderRequest } from './http/provider-request.js'
import { readRequest } from './http/read-request.js'
import { createKeyRing } from './keys/key-ring.js'
import { defaultSigningKey } from './keys/signing-key.js'
import { locate } from './locate.js'
import type { Location } from './location.js'
import { createMetadata } from './metadata.js'
import type { TestIssuerOptions } from './options.js'
import { policyOf } from './policy.js'
import { createDpopNonces } from './proof/dpop-nonces.js'
import type { Provider } from './provider.js'
import { createRoutes } from './routes.js'
import { type RequestHandler, startListeners } from './start-listeners.js'
import { createClientRegistry } from './state/clients.js'
import { createGrants } from './state/grants.js'
import { createScript } from './state/script.js'
import { createSessions } from './state/sessions.js'
import type { TestClient } from './test-client.js'
import { createMint } from './tokens/mint.js'

export interface RunningProvider {
  readonly provider: Provider
  readonly listeners: readonly Listener[]
  readonly faults: Faults
  readonly requests: ProviderRequest[]
}

export async function startProvider(options: TestIssuerOptions): Promise<RunningProvider> {
  const signingKey = options.signingKey ?? (await defaultSigningKey(algorithmOf(options)))
  const faults = createFaults()
  const requests: ProviderRequest[] = []

  const handle: RequestHandler = (req, body, origin) => {
    const request = readRequest(req, body, origin, (path) => routes.get(path)?.name)
    requests.push(request)
    options.log?.(request)
    return faults.response(request, () => dispatch(provider, routes, request))
  }
  const listeners = await startListeners(options, handle)
  const location = locate(listeners, options)
  const keys = createKeyRing(signingKey, keyMembersOf(location))
  for (const algorithm of algorithmsOf(options.clients)) await keys.forAlgorithm(algorithm)
  const routes = createRoutes(location.basePath)
  const policy = policyOf(options)
  const provider: Provider = {
    ...location,
    options,
    policy,
    metadata: createMetadata(location, options, policy),
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
  return { provider, listeners, faults, requests }
}

/** Entra's keys name their issuer, since a tenant may have keys of its own. */
function keyMembersOf({ issuerTemplate }: Location): Claims {
  return issuerTemplate === undefined ? {} : { issuer: issuerTemplate }
}

function algorithmOf({ algorithm, security }: TestIssuerOptions): string {
  return algorithm ?? (security === 'fapi2' ? 'PS256' : 'RS256')
}

/** Keys are published before they are used, so that a client finds them in the first key set that it fetches. */
function algorithmsOf(clients: readonly TestClient[] = []): string[] {
  return clients
    .flatMap((client) => [
      client.idTokenSignedResponseAlg,
      client.userinfoSignedResponseAlg,
      client.authorizationSignedResponseAlg,
    ])
    .filter((algorithm) => algorithm !== undefined)
}
