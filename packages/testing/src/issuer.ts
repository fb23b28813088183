import type { IncomingMessage } from 'node:http'
import { createFaults } from './faults.js'
import { createKeyRing } from './key-ring.js'
import { startListener } from './listener.js'
import { createMetadata, locate } from './metadata.js'
import { createMint } from './mint.js'
import type { IssuerOptions } from './options.js'
import type { Provider } from './provider.js'
import type { Answer, ProviderRequest } from './provider-request.js'
import { createRoutes, type Route } from './routes.js'
import { generateSigningKey } from './signing-key.js'
import type { TestIssuer } from './test-issuer.js'

/**
 * Starts an OpenID provider on a loopback port.
 *
 * @example
 * const issuer = await startIssuer()
 * const token = await issuer.accessToken({ scope: 'read:appointments' })
 */
export async function startIssuer(options: IssuerOptions = {}): Promise<TestIssuer> {
  const keys = createKeyRing(options.signingKey ?? (await generateSigningKey(options.algorithm)))
  const requests: ProviderRequest[] = []
  const faults = createFaults()

  const listener = await startListener(options.port ?? 0, (req, body) => answer(readRequest(req, body)))
  const location = locate(listener.port, options.path)
  const mint = createMint(location.issuer, keys)
  const metadata = createMetadata(location, options)
  const routes = createRoutes(location.basePath)
  const provider: Provider = { ...location, options, metadata, keys, mint, faults, violations: [] }

  function readRequest(req: IncomingMessage, body: string): ProviderRequest {
    const { pathname, searchParams } = new URL(req.url ?? '/', provider.base)
    const endpoint = routes.get(pathname)?.name ?? 'unknown'
    const { method = 'GET', headers } = req
    return { method, path: pathname, endpoint, headers, query: searchParams, body, form: new URLSearchParams(body) }
  }

  async function answer(request: ProviderRequest): Promise<Answer> {
    requests.push(request)
    options.log?.(request)
    return faults.answer(request, async () => proceed(routes.get(request.path), request))
  }

  function proceed(route: Route | undefined, request: ProviderRequest): Answer | Promise<Answer> {
    if (route !== undefined) return route.endpoint(provider, request)
    provider.violations.push(`${request.method} ${request.path}: there is no endpoint at this path`)
    return { status: 404, body: { error: 'not_found' } }
  }

  return {
    ...mint,
    issuer: location.issuer,
    url: location.base,
    metadata,
    get jwks() {
      return keys.published
    },
    rotateKeys: keys.rotate,
    addKey: keys.add,
    setJwks: keys.replace,
    down: listener.down,
    up: listener.up,
    respondWith: faults.set,
    restore: faults.clear,
    requests,
    count: (target) => requests.filter(({ endpoint, path }) => endpoint === target || path === target).length,
    resetRequests: () => void requests.splice(0),
    violations: provider.violations,
    close: listener.down,
  }
}
