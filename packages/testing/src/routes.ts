import { discovery } from './endpoints/discovery.js'
import { jwks } from './endpoints/jwks.js'
import type { Endpoint } from './provider.js'
import type { EndpointName } from './provider-request.js'

export interface Route {
  readonly name: EndpointName
  readonly endpoint: Endpoint
}

/** Which endpoint answers at which path. */
export function createRoutes(basePath: string): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    [`${basePath}/.well-known/openid-configuration`, { name: 'discovery', endpoint: discovery }],
    // RFC 8414, 3.1, puts the well-known part before the issuer's path.
    [`/.well-known/oauth-authorization-server${basePath}`, { name: 'discovery', endpoint: discovery }],
    [`${basePath}/jwks`, { name: 'jwks', endpoint: jwks }],
  ])
}
