import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Resource, requestableScope, wellKnownPath } from './parse-resource.js'

/** What the rest of the guard's configuration says about the resource. */
export interface ResourceFacts {
  readonly issuers: readonly string[]
  /** The guard's own scopes. */
  readonly scopes: readonly string[]
  readonly dpop: { readonly algorithms: readonly string[]; readonly required: boolean } | undefined
  readonly mutualTls: boolean
}

export interface ResourceMetadata {
  /** Responds to a request for the metadata, and returns whether it was one. */
  respond(req: IncomingMessage, res: ServerResponse): boolean
  close(): void
}

/** @see RFC 9728, 2 and 3 */
export function createResourceMetadata(resource: Resource, facts: ResourceFacts): ResourceMetadata {
  const body = Buffer.from(JSON.stringify(documentOf(resource, facts)))
  const leave = enter(resource)
  return {
    respond(req, res) {
      const path = pathOf(req)
      if (path !== resource.metadataPath && !(path === wellKnownPath && isOnlyResource(resource))) return false
      send(req, res, body)
      return true
    },
    close: leave,
  }
}

function documentOf(resource: Resource, { issuers, scopes, dpop, mutualTls }: ResourceFacts): object {
  const supported = (resource.scopes ?? scopes).map((scope) => requestableScope(resource.requestable, scope))
  return {
    resource: resource.url,
    authorization_servers: issuers,
    ...(supported.length > 0 && { scopes_supported: supported }),
    bearer_methods_supported: ['header'],
    ...resource.described,
    ...(dpop && {
      dpop_signing_alg_values_supported: dpop.algorithms,
      dpop_bound_access_tokens_required: dpop.required,
    }),
    ...(mutualTls && { tls_client_certificate_bound_access_tokens: true }),
  }
}

// A router may have taken a part of the path off `url`.
function pathOf(req: IncomingMessage & { readonly originalUrl?: unknown }): string {
  const url = typeof req.originalUrl === 'string' ? req.originalUrl : (req.url ?? '')
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

function send(req: IncomingMessage, res: ServerResponse, body: Buffer): void {
  // Public, and the same for everybody: a page of any origin may read it.
  res.setHeader('Access-Control-Allow-Origin', '*')
  if (req.method === 'OPTIONS') {
    res.setHeader('Access-Control-Allow-Methods', 'GET, HEAD')
    res.setHeader('Access-Control-Allow-Headers', '*')
    res.statusCode = 204
    res.end()
    return
  }
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.setHeader('Allow', 'GET, HEAD, OPTIONS')
    res.statusCode = 405
    res.end()
    return
  }
  res.statusCode = 200
  res.setHeader('Content-Type', 'application/json')
  res.setHeader('Content-Length', body.length)
  res.setHeader('Cache-Control', 'public, max-age=3600')
  res.end(req.method === 'HEAD' ? undefined : body)
}

// The URLs of the resources of each origin, with the number of guards that have them. Clients try the well-known path
// without the resource's own path as well, which is right only if there is one resource.
const resources = new Map<string, Map<string, number>>()

function enter({ origin, url }: Resource): () => void {
  const urls = resources.get(origin) ?? new Map<string, number>()
  resources.set(origin, urls)
  urls.set(url, (urls.get(url) ?? 0) + 1)
  let entered = true
  return () => {
    const count = urls.get(url) ?? 0
    if (!entered) return
    entered = false
    if (count > 1) urls.set(url, count - 1)
    else urls.delete(url)
  }
}

function isOnlyResource({ origin }: Resource): boolean {
  return resources.get(origin)?.size === 1
}
