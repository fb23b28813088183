import { authorization } from './endpoints/authorization.js'
import { discovery } from './endpoints/discovery.js'
import { endSession } from './endpoints/end-session.js'
import { introspection } from './endpoints/introspection.js'
import { jwks } from './endpoints/jwks.js'
import { par } from './endpoints/par.js'
import { registration } from './endpoints/registration.js'
import { revocation } from './endpoints/revocation.js'
import { token } from './endpoints/token.js'
import { userinfo } from './endpoints/userinfo.js'
import type { EndpointName } from './http/provider-request.js'
import type { Endpoint } from './provider.js'

export interface Route {
  readonly name: EndpointName
  readonly methods: readonly string[]
  readonly endpoint: Endpoint
}

/** The endpoints by path. */
export function createRoutes(basePath: string): ReadonlyMap<string, Route> {
  const read = ['GET', 'HEAD']
  const both = ['GET', 'POST']
  const post = ['POST']
  return new Map<string, Route>([
    [`${basePath}/.well-known/openid-configuration`, { name: 'discovery', methods: read, endpoint: discovery }],
    // RFC 8414, 3.1, inserts the well-known part before the issuer's path.
    [`/.well-known/oauth-authorization-server${basePath}`, { name: 'discovery', methods: read, endpoint: discovery }],
    // Some clients do the same with OpenID Connect Discovery.
    [`/.well-known/openid-configuration${basePath}`, { name: 'discovery', methods: read, endpoint: discovery }],
    [`${basePath}/register`, { name: 'registration', methods: post, endpoint: registration }],
    [`${basePath}/jwks`, { name: 'jwks', methods: read, endpoint: jwks }],
    [`${basePath}/authorize`, { name: 'authorization', methods: both, endpoint: authorization }],
    [`${basePath}/token`, { name: 'token', methods: post, endpoint: token }],
    [`${basePath}/userinfo`, { name: 'userinfo', methods: both, endpoint: userinfo }],
    [`${basePath}/introspect`, { name: 'introspection', methods: post, endpoint: introspection }],
    [`${basePath}/revoke`, { name: 'revocation', methods: post, endpoint: revocation }],
    [`${basePath}/par`, { name: 'par', methods: post, endpoint: par }],
    [`${basePath}/logout`, { name: 'end_session', methods: both, endpoint: endSession }],
  ])
}
