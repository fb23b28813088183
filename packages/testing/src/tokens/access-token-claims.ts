import { randomUUID } from 'node:crypto'
import type { Claims } from '../claims.js'
import { epochSeconds } from '../epoch-seconds.js'
import type { Confirmation } from '../proof/confirmation.js'
import type { Provider } from '../provider.js'
import type { Grant } from '../state/grants.js'
import type { TestClient } from '../test-client.js'
import { issuerClaims } from './issuer-claims.js'
import { splitQualifiedScope } from './qualified-scope.js'

export interface AccessTokenRequest {
  readonly client: TestClient
  readonly sub: string
  readonly scope: string
  readonly resources: readonly string[]
  readonly grant?: Grant
  readonly confirmation?: Confirmation
  readonly authorizationDetails?: readonly unknown[]
  /** More claims, for example `act`. */
  readonly extra?: Claims
}

/** @see RFC 9068, 2.2 */
export function accessTokenClaims(provider: Provider, request: AccessTokenRequest): Claims {
  const { lifetime = 300, scopeClaim = 'scope', claims: change } = provider.options.accessToken ?? {}
  const { client, sub, grant, confirmation, authorizationDetails, extra } = request
  const { scope, audience } = addressOf(provider, request)
  const now = epochSeconds()
  const claims: Claims = {
    ...issuerClaims(provider, grant?.session.user),
    sub,
    ...(audience !== undefined && { aud: audience }),
    client_id: client.clientId,
    jti: randomUUID(),
    iat: now,
    exp: now + lifetime,
    [scopeClaim]: scope,
    ...(grant !== undefined && { auth_time: grant.authTime }),
    ...(grant?.acr !== undefined && { acr: grant.acr }),
    ...(authorizationDetails !== undefined && { authorization_details: authorizationDetails }),
    ...(confirmation !== undefined && { cnf: confirmation }),
    ...extra,
  }
  return change === undefined ? claims : change(claims)
}

/** The API that a token is for, and the scopes as that API knows them. */
function addressOf(
  { options }: Provider,
  { resources, scope }: AccessTokenRequest,
): { scope: string; audience: string | readonly string[] | undefined } {
  const { audience = 'https://api.example.com', qualifiedScopes = false } = options.accessToken ?? {}
  const fallback = audience === false ? undefined : audience
  const named = resources.length > 1 ? resources : resources[0]
  if (!qualifiedScopes) return { scope, audience: named ?? fallback }
  const split = splitQualifiedScope(scope)
  return { scope: split.scope, audience: named ?? split.audience ?? fallback }
}
